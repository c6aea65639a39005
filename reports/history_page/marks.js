// What lies over the bars of the timeline: blame, selection, linearisation points, edges of a
// cycle, and the frame of ruler, names and flags.

/** Bars that must be seen whatever lies beneath them. */
function drawMarkedBars() {
    const stuck = new Set((partNow()?.stuck ?? []).map(([index]) => rowOf(index)));
    for (const row of blamed) {
        const isWorst = stuck.size === 0 || stuck.has(row);
        outlineBar(row, colours.bad, colours[isWorst ? 'bad-soft' : 'surface'], 1.5);
    }
    if (state.selected >= 0) {
        outlineBar(state.selected, colours.ink, null, 2);
    }
    if (view.hover >= 0 && view.hover !== state.selected) {
        outlineBar(view.hover, colours.muted, null, 1.25);
    }
}

function outlineBar(row, edge, fill, width) {
    const middle = yOf(row);
    if (middle === null || !filterHolds(row)) {
        return;
    }
    const y = middle - view.rowHeight / 2;
    const x = xOf(scale.begin[row]);
    const isOpen = Number.isNaN(scale.end[row]);
    const right = isOpen ? view.width + 8 : Math.max(x + 4, xOf(scale.end[row]));
    if (right < view.gutter || x > view.width) {
        return;
    }
    if (fill) {
        brush.fillStyle = colours.surface;
        brush.fillRect(x, y + 3, right - x, view.rowHeight - 6);
        brush.fillStyle = fill;
        brush.fillRect(x, y + 3, right - x, view.rowHeight - 6);
        drawLabel(row, x, right - x, y);
    }
    brush.strokeStyle = edge;
    brush.lineWidth = width;
    brush.beginPath();
    brush.roundRect(x - 0.5, y + 2.5, right - x + 1, view.rowHeight - 5, 3);
    brush.stroke();
}

function filterHolds(row) {
    const rows = filteredRows();
    let [low, high] = [0, rows.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (rows[middle] < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return rows[low] === row;
}

/** The order in which a correct system could have done the operations, up to the present step. */
function drawPoints() {
    const part = partNow();
    if (!part || !points) {
        return;
    }
    const last = firstStepAt(view.to) + 1;
    const first = firstStepAt(view.from) - 1;
    const distance = (view.width - view.gutter) / (last - first);
    // Many points in sight would hide everything: then only the latest are drawn.
    const isSparse = distance >= 4;
    const from = Math.max(0, isSparse ? first : Math.max(first, state.step - recent - 1));
    const to = Math.min(part.steps.length, isSparse ? last : Math.min(last, state.step));
    const placed = [];
    for (let step = from; step < to; step += 1) {
        const y = yOf(rowOf(part.steps[step][0]));
        if (y !== null) {
            placed.push({ x: xOf(points[step]), y, step: step + 1 });
        }
    }
    const done = placed.filter((point) => point.step <= state.step);
    const ahead = placed.filter((point) => point.step > state.step);
    const places = (all) => all.map(({ x, y }) => [x, y]);
    brush.strokeStyle = colours.accent;
    if (isSparse) {
        brush.globalAlpha = 0.3;
        line(places(done.slice(0, -recent)), 1.25);
        line(places([...done.slice(-1), ...ahead]), 1, [2, 3]);
    }
    brush.globalAlpha = 0.9;
    line(places(done.slice(-recent - 1)), 1.5);
    brush.globalAlpha = 1;
    done.forEach((point) => drawPoint(point, distance));
    const now = done.at(-1);
    if (now && now.step === state.step && now.x >= view.gutter && now.x <= view.width) {
        drawState(now, stateAfter(part, state.step));
    }
}

/** The latest steps are drawn strongest: what the reader follows. */
const recent = 10;

/** The state after the present step, beside its point. */
function drawState({ x, y }, words) {
    const text = words.length > 40 ? `${words.slice(0, 39)}\u2026` : words || '(nothing)';
    brush.font = `600 11px ${colours.mono}`;
    const width = brush.measureText(text).width + 14;
    const left = x + 16 + width < view.width ? x + 14 : x - 14 - width;
    const top = Math.max(view.head + 2, y - 11);
    brush.fillStyle = colours.accent;
    brush.beginPath();
    brush.roundRect(left, top, width, 22, 5);
    brush.fill();
    brush.fillStyle = colours.surface;
    brush.textAlign = 'left';
    brush.textBaseline = 'middle';
    brush.fillText(text, left + 7, top + 11.5);
}

/** The first step whose point lies at or after a place. */
function firstStepAt(place) {
    let [low, high] = [0, points.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (points[middle] < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

function drawPoint({ x, y, step }, distance) {
    const isNow = step === state.step;
    brush.beginPath();
    brush.arc(x, y, isNow ? 6 : distance < 6 ? 1.5 : 3.5, 0, 2 * Math.PI);
    brush.fillStyle = colours.accent;
    brush.fill();
    brush.strokeStyle = colours.surface;
    brush.lineWidth = 1.5;
    if (isNow || distance >= 6) {
        brush.stroke();
    }
    if (isNow) {
        brush.strokeStyle = colours.accent;
        brush.beginPath();
        brush.arc(x, y, 9, 0, 2 * Math.PI);
        brush.stroke();
    }
}

/** Arrows between the operations of the finding's cycle, the chosen edge strongest. */
function drawCycle() {
    const edges = findingNow()?.cycle ?? [];
    edges.forEach((edge, at) => {
        const [from, to] = [rowOf(edge.from), rowOf(edge.to)];
        const [y0, y1] = [yOf(from), yOf(to)];
        if (y0 === null || y1 === null) {
            return;
        }
        const [x0, x1] = [from, to].map((row) => xOf((scale.begin[row] + endOrLast(row)) / 2));
        const isChosen = state.edge < 0 || state.edge === at;
        brush.globalAlpha = isChosen ? 1 : 0.3;
        brush.strokeStyle = brush.fillStyle = colours[edge.kind] || colours.ink;
        drawArrow([x0, y0], [x1, y1], isChosen ? 2 : 1.25, edge.kind);
    });
    brush.globalAlpha = 1;
}

function drawArrow([x0, y0], [x1, y1], width, kind) {
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const bend = -Math.min(60, length * 0.25); // There and back bow to different sides.
    const cx = (x0 + x1) / 2 - ((y1 - y0) / length) * bend;
    const cy = (y0 + y1) / 2 + ((x1 - x0) / length) * bend;
    brush.lineWidth = width;
    brush.setLineDash(dashOf(kind));
    brush.beginPath();
    brush.moveTo(x0, y0);
    brush.quadraticCurveTo(cx, cy, x1, y1);
    brush.stroke();
    brush.setLineDash([]);
    const angle = Math.atan2(y1 - cy, x1 - cx);
    brush.beginPath();
    brush.moveTo(x1, y1);
    for (const turn of [-0.42, 0.42]) {
        brush.lineTo(x1 - 10 * Math.cos(angle + turn), y1 - 10 * Math.sin(angle + turn));
    }
    brush.fill();
}

const dashOf = (kind) => (/realtime/.test(kind) ? [2, 3] : /process/.test(kind) ? [6, 4] : []);

function drawGutter(first, last) {
    brush.fillStyle = colours.paper;
    brush.fillRect(0, 0, view.gutter, view.height);
    brush.fillStyle = colours.line;
    brush.fillRect(view.gutter - 1, 0, 1, view.height);
    brush.save();
    brush.beginPath();
    brush.rect(0, view.head, view.gutter - 8, view.height);
    brush.clip();
    brush.font = `12px ${colours.sans}`;
    brush.textBaseline = 'middle';
    brush.textAlign = 'left';
    for (let lane = first; lane < last; lane += 1) {
        brush.fillStyle = colours.muted;
        brush.fillText(laneName(lanes[lane]), 14, yOfLane(lane) + view.rowHeight / 2 + 0.5);
    }
    brush.restore();
    const [room, all] = [view.height - view.head, lanesHeight()];
    if (all > room) { // How far down the lanes are scrolled.
        brush.fillStyle = colours.muted;
        brush.globalAlpha = 0.45;
        brush.fillRect(3, view.head + (view.top / all) * room, 4, (room / all) * room);
        brush.globalAlpha = 1;
    }
}

function drawRuler() {
    brush.fillStyle = colours.paper;
    brush.fillRect(view.gutter, 0, view.width, view.head);
    brush.fillStyle = colours.line;
    brush.fillRect(0, view.head - 1, view.width, 1);
    brush.font = `11px ${colours.sans}`;
    brush.textBaseline = 'middle';
    brush.textAlign = 'left';
    for (const place of ticks(view.from, view.to, (view.width - view.gutter) / 110)) {
        const x = xOf(place);
        if (x >= view.gutter) {
            brush.fillStyle = colours.line;
            brush.fillRect(x, view.head - 7, 1, 6);
            brush.fillStyle = colours.muted;
            brush.fillText(scale.unit(place), x + 4, view.head / 2 - 1);
        }
    }
}

/** On the ruler: where the failing prefix ends, and nemesis notes. */
function drawFlags() {
    for (const note of source.notes) {
        const x = xOf(noteAt(note));
        if (x >= view.gutter && x <= view.width) {
            brush.fillStyle = colours.note;
            brush.beginPath();
            brush.moveTo(x - 4, view.head - 9);
            brush.lineTo(x + 4, view.head - 9);
            brush.lineTo(x, view.head - 1);
            brush.fill();
        }
    }
    const prefix = prefixPlace();
    if (prefix === null || xOf(prefix) < view.gutter || xOf(prefix) > view.width) {
        return;
    }
    const words = 'the failing prefix ends';
    brush.font = `600 11px ${colours.sans}`;
    const width = brush.measureText(words).width + 12;
    const x = Math.max(view.gutter, xOf(prefix) - width);
    brush.fillStyle = colours.bad;
    brush.fillRect(x, 3, width, view.head - 7);
    brush.fillStyle = colours.surface;
    brush.fillText(words, x + 6, view.head / 2);
}
