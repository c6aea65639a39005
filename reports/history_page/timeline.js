// The timeline: one row a process, one bar an operation, drawn on a canvas. Only what is in sight
// is drawn, and bars too thin to tell apart as one.

const canvas = byId('canvas');
const brush = canvas.getContext('2d');

/** What is in sight, in places of the axis, and the measures of the drawing in CSS pixels. */
const view = {
    from: 0,
    to: 1,
    top: 0, // Pixels scrolled down.
    width: 0,
    height: 0,
    gutter: 80,
    head: 26,
    rowHeight: 26,
    hover: -1,
};

/** A lane is a process with its operations in order; open ones apart: they overlap later ones. */
let lanes = [];
let laneOfProcess = new Map();
let points = null;
let blamed = new Set();
let colours = {};
let hatch = null;

function readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = [
        'surface', 'paper', 'ink', 'muted', 'line', 'accent', 'bad', 'bad-soft', 'after',
        'ok', 'ok-edge', 'fail', 'fail-edge', 'info-edge', 'open', 'open-edge', 'note',
        'ww', 'wr', 'rw', 'process', 'realtime', 'mono', 'sans',
    ];
    colours = Object.fromEntries(
        names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
    );
    const tile = document.createElement('canvas');
    tile.width = tile.height = 6;
    const pen = tile.getContext('2d');
    pen.strokeStyle = colours['fail-edge'];
    pen.globalAlpha = 0.45;
    pen.beginPath();
    pen.moveTo(-1, 7);
    pen.lineTo(7, -1);
    pen.moveTo(-1, 1);
    pen.lineTo(1, -1);
    pen.moveTo(5, 7);
    pen.lineTo(7, 5);
    pen.stroke();
    hatch = brush.createPattern(tile, 'repeat');
}

/** Gathers the rows that the filter lets through into lanes. */
function layOutLanes() {
    const made = new Map();
    for (const row of filteredRows()) {
        const process = operations.process[row];
        if (!made.has(process)) {
            made.set(process, { name: texts[process], closed: [], open: [] });
        }
        made.get(process)[operations.isOpen(row) ? 'open' : 'closed'].push(row);
    }
    const order = new Intl.Collator('en', { numeric: true });
    const sorted = [...made].sort(([, one], [, other]) => order.compare(one.name, other.name));
    lanes = sorted.map(([, lane]) => lane);
    laneOfProcess = new Map(sorted.map(([process], at) => [process, at]));
    brush.font = `12px ${colours.sans}`;
    const longest = lanes.reduce(
        (name, lane) => (laneName(lane).length > name.length ? laneName(lane) : name), 'p00');
    view.gutter = Math.min(150, Math.ceil(brush.measureText(longest).width) + 28);
    measure();
}

const laneName = (lane) => (/^\d+$/.test(lane.name) ? `p${lane.name}` : lane.name).slice(0, 40);

function measure() {
    const box = canvas.parentElement.getBoundingClientRect();
    view.width = Math.max(100, box.width);
    view.height = Math.max(60, box.height);
    const ratio = window.devicePixelRatio || 1;
    for (const [name, size] of [['width', view.width], ['height', view.height]]) {
        const pixels = Math.round(size * ratio);
        if (canvas[name] !== pixels) {
            canvas[name] = pixels;
        }
    }
    const room = (view.height - view.head - 8) / Math.max(1, lanes.length);
    view.rowHeight = Math.floor(Math.min(40, Math.max(18, room)));
    view.top = Math.max(0, Math.min(view.top, lanesHeight() - (view.height - view.head)));
}

const lanesHeight = () => lanes.length * view.rowHeight + 8;
const perPixel = () => (view.to - view.from) / Math.max(1, view.width - view.gutter);
const xOf = (place) => view.gutter + (place - view.from) / perPixel();
const placeOf = (x) => view.from + (x - view.gutter) * perPixel();
const yOfLane = (lane) => view.head + 4 + lane * view.rowHeight - view.top;

/** The middle of an operation's bar, or null when the filter hides it. */
function yOf(row) {
    const lane = row < 0 ? undefined : laneOfProcess.get(operations.process[row]);
    return lane === undefined ? null : yOfLane(lane) + view.rowHeight / 2;
}

/** The first of the lane's closed operations that ends at or after `place`. */
function firstEndingAfter(rows, place) {
    let low = 0;
    let high = rows.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (scale.end[rows[middle]] < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

function draw() {
    const ratio = window.devicePixelRatio || 1;
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.fillStyle = colours.surface;
    brush.fillRect(0, 0, view.width, view.height);
    brush.save();
    brush.beginPath();
    brush.rect(view.gutter, view.head, view.width - view.gutter, view.height - view.head);
    brush.clip();
    const first = Math.max(0, Math.floor((view.top - 4) / view.rowHeight));
    const last = Math.min(
        lanes.length,
        Math.ceil((view.top + view.height - view.head) / view.rowHeight) + 1,
    );
    drawGround(first, last);
    for (let lane = first; lane < last; lane += 1) {
        drawLane(lane);
    }
    drawMarkedBars();
    drawCycle();
    drawPoints();
    brush.restore();
    drawGutter(first, last);
    drawRuler();
    drawFlags();
}

/** Lines between lanes, the part after the failing prefix, stretches without success. */
function drawGround(first, last) {
    brush.fillStyle = colours.line;
    for (let lane = first; lane <= last && lane <= lanes.length; lane += 1) {
        brush.globalAlpha = 0.55;
        brush.fillRect(view.gutter, Math.round(yOfLane(lane)), view.width, 1);
    }
    if (state.axis === 'time') {
        brush.fillStyle = colours['open-edge'];
        brush.globalAlpha = 0.12;
        for (const gap of source.statistics.gaps) {
            const x = xOf(gap.begin_ns);
            brush.fillRect(x, view.head, Math.max(1, xOf(gap.end_ns) - x), view.height);
        }
    }
    brush.globalAlpha = 1;
    const prefix = prefixPlace();
    if (prefix !== null) {
        const x = xOf(prefix);
        brush.fillStyle = colours.after;
        brush.fillRect(x, view.head, view.width + 1 - x, view.height);
        brush.strokeStyle = colours.bad;
        line([[x, view.head], [x, view.height]], 1.25, [5, 3]);
    }
    for (const note of source.notes) {
        const x = xOf(noteAt(note));
        if (x >= view.gutter && x <= view.width) {
            brush.strokeStyle = colours.note;
            brush.globalAlpha = 0.6;
            line([[x, view.head], [x, view.height]], 1, [2, 3]);
        }
    }
    brush.globalAlpha = 1;
}

function prefixPlace() {
    const part = partNow();
    const row = part ? rowOf(part.prefix_end) : -1;
    return row < 0 || source.verdict !== 'violated' ? null : endOrLast(row);
}

function line(places, width, dash = []) {
    brush.lineWidth = width;
    brush.setLineDash(dash);
    brush.beginPath();
    places.forEach(([x, y], at) => (at === 0 ? brush.moveTo(x, y) : brush.lineTo(x, y)));
    brush.stroke();
    brush.setLineDash([]);
}

function drawLane(at) {
    const { closed, open } = lanes[at];
    const y = yOfLane(at);
    const dim = blamed.size > 0 ? 0.6 : 1;
    brush.globalAlpha = dim;
    for (let item = 0; item < open.length && scale.begin[open[item]] <= view.to; item += 1) {
        drawOpenBar(open[item], y, roomOfOpen(lanes[at], item));
        brush.globalAlpha = dim;
    }
    let thin = null; // Bars too thin to tell apart, gathered while they touch.
    for (let item = firstEndingAfter(closed, view.from); item < closed.length; item += 1) {
        const row = closed[item];
        if (scale.begin[row] > view.to) {
            break;
        }
        const x = xOf(scale.begin[row]);
        const right = Math.max(x + 2, xOf(scale.end[row]));
        if (right - x >= 5) {
            drawBar(row, x, right, y);
        } else if (thin && thin.outcome === operations.outcome[row] && x < thin.right + 1) {
            thin.right = right;
        } else {
            drawThin(thin, y);
            thin = { outcome: operations.outcome[row], x, right };
        }
    }
    drawThin(thin, y);
    brush.globalAlpha = 1;
}

function drawThin(thin, y) {
    if (thin) {
        brush.fillStyle = colours[`${thin.outcome}-edge`];
        brush.fillRect(thin.x, y + 3, thin.right - thin.x, view.rowHeight - 6);
    }
}

function drawBar(row, x, right, y) {
    const outcome = operations.outcome[row];
    const [top, height] = [y + 3, view.rowHeight - 6];
    const width = right - x - (right - x > 6 ? 1 : 0);
    brush.fillStyle = colours[outcome];
    brush.fillRect(x, top, width, height);
    if (outcome === 'fail') {
        brush.fillStyle = hatch;
        brush.fillRect(x, top, width, height);
    }
    brush.fillStyle = colours[`${outcome}-edge`];
    brush.fillRect(x, top, 2, height);
    drawLabel(row, x, width, y);
}

/** Pixels until the next operation of the same process, which may go on. */
function roomOfOpen({ closed, open }, item) {
    const begin = scale.begin[open[item]];
    const next = Math.min(
        scale.begin[closed[firstEndingAfter(closed, begin)]] ?? Infinity,
        scale.begin[open[item + 1]] ?? Infinity,
    );
    return xOf(next) - xOf(begin);
}

/** A bar without an end: it fades out, and a thin line says that it may still take effect. */
function drawOpenBar(row, y, room) {
    const alpha = brush.globalAlpha;
    const x = xOf(scale.begin[row]);
    const fade = Math.max(3, Math.min(160, view.width / 8, room));
    const [top, height] = [y + 3, view.rowHeight - 6];
    if (x + view.width < view.gutter) {
        return; // Its line has faded, too: a long history would be all lines.
    }
    brush.globalAlpha = alpha * 0.5 * Math.min(1, (x + view.width) / view.width);
    brush.fillStyle = colours['open-edge'];
    brush.fillRect(Math.max(x, view.gutter), top + height - 1, view.width, 1);
    brush.globalAlpha = alpha;
    if (x + fade < view.gutter) {
        return;
    }
    const shade = brush.createLinearGradient(x, 0, x + fade, 0);
    shade.addColorStop(0, colours.open);
    shade.addColorStop(0.3, colours.open);
    shade.addColorStop(1, `${colours.open}00`);
    brush.fillStyle = shade;
    brush.fillRect(x, top, fade, height);
    brush.fillStyle = colours['open-edge'];
    brush.fillRect(x, top, 2, height);
    drawLabel(row, x, fade, y);
}

const letterWidth = 6.65;

function drawLabel(row, x, width, y) {
    const from = Math.max(x, view.gutter) + 6;
    const room = Math.floor((Math.min(x + width, view.width) - from - 3) / letterWidth);
    if (room < 2 || view.rowHeight < 18) {
        return;
    }
    let text = shortText(row);
    if (text.length > room) {
        text = room < 4 ? '' : `${text.slice(0, room - 1)}\u2026`;
    }
    const alpha = brush.globalAlpha;
    brush.globalAlpha = 1; // Text stays readable on dimmed bars.
    brush.fillStyle = alpha < 1 ? colours.muted : colours.ink;
    brush.font = `11px ${colours.mono}`;
    brush.textBaseline = 'middle';
    brush.textAlign = 'left';
    brush.fillText(text, from, y + view.rowHeight / 2 + 0.5);
    brush.globalAlpha = alpha;
}
