// Moving over the timeline: zoom, pan, pointing, the overview strip.

const tip = byId('tip');
const overview = byId('overview');
const isCalm = matchMedia('(prefers-reduced-motion: reduce)');
let frame = 0;
let flight = null;

/** Draws the timeline before the next frame, once. */
function redraw() {
    if (frame === 0) {
        frame = requestAnimationFrame(() => {
            frame = 0;
            fly();
            draw();
            drawOverview();
        });
    }
}

/** Shows from..to, a little widened if that is less than the axis can resolve. */
function show(from, to, isGradual = false) {
    const all = scale.to - scale.from;
    const least = state.axis === 'order' ? 6 : Math.min(all, 200);
    const width = Math.min(Math.max(to - from, least), all * 1.06);
    const middle = (from + to) / 2;
    const margin = all * 0.03;
    const begin = Math.max(
        scale.from - margin,
        Math.min(middle - width / 2, scale.to + margin - width),
    );
    const target = { from: begin, to: begin + width };
    if (isGradual && !isCalm.matches) {
        flight = { start: performance.now(), from: view.from, to: view.to, target };
    } else {
        flight = null;
        Object.assign(view, target);
    }
    redraw();
}

function fly() {
    if (!flight) {
        return;
    }
    const part = Math.min(1, (performance.now() - flight.start) / 160);
    const eased = 1 - (1 - part) ** 3;
    view.from = flight.from + (flight.target.from - flight.from) * eased;
    view.to = flight.to + (flight.target.to - flight.to) * eased;
    if (part < 1) {
        redraw();
    } else {
        flight = null;
    }
}

function showAll(isGradual = true) {
    const margin = (scale.to - scale.from) * 0.02;
    show(scale.from - margin, scale.to + margin, isGradual);
}

/** What is highlighted: the operations to blame, and what a correct system did before. */
function rowsToShow() {
    const latest = (partNow()?.steps ?? []).slice(-6).map(([index]) => rowOf(index));
    return [...blamed, ...latest.filter((row) => row >= 0)];
}

/** Shows the rows, as far as they begin before the failing prefix ends, and some around them. */
function showRows(rows, isGradual = true) {
    let [from, to] = [Infinity, -Infinity];
    for (const row of rows) {
        const end = Number.isNaN(scale.end[row]) ? scale.begin[row] : scale.end[row];
        from = Math.min(from, scale.begin[row]);
        to = Math.max(to, Math.max(scale.begin[row], Math.min(end, prefixPlace() ?? Infinity)));
    }
    if (from > to) {
        showAll(isGradual);
        return;
    }
    const least = state.axis === 'order' ? 24 : 0;
    const margin = Math.max((to - from) * 0.2, least / 2 - (to - from) / 2, 0);
    show(from - margin, to + margin, isGradual);
    scrollToRow(rows[0]);
}

function scrollToRow(row) {
    const lane = laneOfProcess.get(operations.process[row]);
    if (lane !== undefined) {
        const y = lane * view.rowHeight;
        const room = view.height - view.head - view.rowHeight;
        if (y < view.top || y > view.top + room) {
            view.top = Math.max(0, Math.min(y - room / 2, lanesHeight() - room));
        }
    }
}

/** Brings a place and a row into sight, moving no more than needed. */
function bringIntoSight(place, row) {
    const width = view.to - view.from;
    if (place < view.from + width * 0.05 || place > view.to - width * 0.05) {
        show(place - width / 2, place + width / 2, true);
    }
    if (row >= 0) {
        scrollToRow(row);
    }
    redraw();
}

function zoom(factor, x = (view.gutter + view.width) / 2) {
    const place = placeOf(x);
    show(place - (place - view.from) * factor, place + (view.to - place) * factor);
}

function pan(pixels) {
    show(view.from + pixels * perPixel(), view.to + pixels * perPixel());
}

/** The row under a point of the canvas, or -1. Open operations lie beneath the others. */
function rowAt(x, y) {
    const lane = lanes[Math.floor((y - view.head - 4 + view.top) / view.rowHeight)];
    if (!lane || x < view.gutter || y < view.head) {
        return -1;
    }
    const slack = 3 * perPixel();
    const place = placeOf(x);
    for (let at = firstEndingAfter(lane.closed, place - slack); at < lane.closed.length; at += 1) {
        const row = lane.closed[at];
        if (scale.begin[row] > place + slack) {
            break;
        }
        return row;
    }
    return lane.open.findLast((row) => scale.begin[row] <= place + slack) ?? -1;
}

function noteNear(x, y) {
    if (y > view.head) {
        return null;
    }
    return source.notes.find((note) => Math.abs(xOf(noteAt(note)) - x) < 6) ?? null;
}

function showTip(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const row = rowAt(x, y);
    const note = row < 0 ? noteNear(x, y) : null;
    canvas.style.cursor = row >= 0 || note ? 'pointer' : 'default';
    if (view.hover !== row) {
        view.hover = row;
        redraw();
    }
    tip.hidden = row < 0 && !note;
    if (tip.hidden) {
        return;
    }
    tip.replaceChildren(definitions(row >= 0 ? factsOf(row) : factsOfNote(note)));
    const size = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, window.innerWidth - size.width - 8);
    const under = event.clientY + 18;
    const top = under + size.height < window.innerHeight ? under : event.clientY - size.height - 12;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, top)}px`;
}

/** Also when keys move the drawing away under the mouse. */
function hideTip() {
    tip.hidden = true;
    view.hover = -1;
    redraw();
}

function factsOfNote(note) {
    return [
        ['nemesis', [note.type, note.function].filter((word) => word !== '').join(' ')],
        ['value', note.value],
        ['process', note.process],
        ['line', note.line > 0 ? String(note.line) : ''],
    ].filter(([, value]) => value !== '');
}

let drag = null;

canvas.addEventListener('pointerdown', (event) => {
    drag = { x: event.clientX, y: event.clientY, moved: 0 };
    canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
    if (!drag) {
        showTip(event);
        return;
    }
    tip.hidden = true;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag = { x: event.clientX, y: event.clientY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) };
    if (drag.moved > 3) {
        canvas.style.cursor = 'grabbing';
        view.top = Math.max(0, Math.min(view.top - dy, lanesHeight() - (view.height - view.head)));
        pan(-dx);
    }
});
canvas.addEventListener('pointerup', (event) => {
    if (drag && drag.moved <= 3) {
        const box = canvas.getBoundingClientRect();
        change({ selected: rowAt(event.clientX - box.left, event.clientY - box.top), reveal: -1 });
    }
    drag = null;
});
canvas.addEventListener('pointerleave', hideTip);
canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const isScrollable = lanesHeight() > view.height - view.head;
    if (event.ctrlKey || event.metaKey) {
        zoom(Math.exp(event.deltaY * 0.004), event.clientX - canvas.getBoundingClientRect().left);
    } else if (event.shiftKey || !isScrollable) {
        pan(event.deltaX + event.deltaY);
    } else {
        const most = lanesHeight() - (view.height - view.head);
        view.top = Math.max(0, Math.min(view.top + event.deltaY, most));
        pan(event.deltaX);
    }
}, { passive: false });

// -- The overview: how busy the history is from end to end, and which part of it is in sight. -----

let density = null;

/** The busiest column is as high as the strip; drawn once for a filter, an axis and a width. */
function densityOf(width, height) {
    const counts = new Uint32Array(Math.max(1, Math.floor(width / 3)));
    const all = scale.to - scale.from;
    for (const row of filteredRows()) {
        const at = Math.floor(((scale.begin[row] - scale.from) / all) * counts.length);
        counts[Math.min(counts.length - 1, at)] += 1;
    }
    const most = Math.max(1, ...counts);
    const picture = document.createElement('canvas');
    picture.width = overview.width;
    picture.height = overview.height;
    const pen = picture.getContext('2d');
    pen.scale(overview.width / width, overview.height / height);
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = colours['ok-edge'];
    pen.globalAlpha = 0.45;
    counts.forEach((count, at) => {
        const tall = count === 0 ? 0 : 2 + (count / most) * (height - 8);
        pen.fillRect(at * 3, height - tall, 2, tall);
    });
    return picture;
}

function drawOverview() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [overview.clientWidth, overview.clientHeight];
    if (overview.width !== Math.round(width * ratio)) {
        overview.width = Math.round(width * ratio);
        overview.height = Math.round(height * ratio);
        density = null;
    }
    if (width === 0 || height === 0) {
        return;
    }
    density ??= densityOf(width, height);
    const pen = overview.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(density, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const xIn = (place) => ((place - scale.from) / (scale.to - scale.from)) * width;
    pen.fillStyle = colours.bad;
    for (const row of blamed) {
        pen.fillRect(xIn(scale.begin[row]) - 1, 0, 2, height);
    }
    const [left, right] = [Math.max(0, xIn(view.from)), Math.min(width, xIn(view.to))];
    pen.fillStyle = colours.accent;
    pen.globalAlpha = 0.14;
    pen.fillRect(left, 0, Math.max(3, right - left), height);
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.accent;
    pen.strokeRect(left + 0.5, 0.5, Math.max(3, right - left) - 1, height - 1);
}

function moveTo(event) {
    const box = overview.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    const place = scale.from + part * (scale.to - scale.from);
    const half = (view.to - view.from) / 2;
    show(place - half, place + half);
}
overview.addEventListener('pointerdown', (event) => {
    overview.setPointerCapture(event.pointerId);
    moveTo(event);
});
overview.addEventListener('pointermove', (event) => {
    if (event.buttons > 0) {
        moveTo(event);
    }
});

// -- Watching ------------------------------------------------------------------------------------

watch((names) => {
    if (names.has('axis')) {
        setScale(state.axis);
        density = null;
    }
    if (names.has('filter')) {
        layOutLanes();
        density = null;
    }
    if (names.has('finding') || names.has('part')) {
        blamed = blamedRows();
    }
    if (names.has('part') || names.has('axis')) {
        points = partNow() ? pointsOf(partNow()) : null;
    }
    if (names.has('axis') || names.has('focus')) {
        showRows(rowsToShow(), names.has('focus') && !names.has('axis'));
    } else if (names.has('step')) {
        const step = partNow()?.steps[state.step - 1];
        if (step) {
            bringIntoSight(points[state.step - 1], rowOf(step[0]));
        }
    } else if (names.has('edge') && state.edge >= 0) {
        const edge = findingNow().cycle[state.edge];
        showRows([edge.from, edge.to].map(rowOf).filter((row) => row >= 0));
    } else if (names.has('reveal') && state.reveal >= 0) {
        bringIntoSight(scale.begin[state.reveal], state.reveal);
    }
    redraw();
});

new ResizeObserver(() => {
    measure();
    redraw();
}).observe(canvas.parentElement);

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    readColours();
    density = null;
    redraw();
});
