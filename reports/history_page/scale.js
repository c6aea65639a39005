// Where operations lie on the horizontal axis: by the order of events, or by real time.

const scale = {
    begin: operations.begin,
    end: operations.end, // NaN for ever open ones.
    from: 0, // The first and last place of the whole history.
    to: 1,
    unit: (value) => String(Math.round(value)),
};

function setScale(axis) {
    const isTime = axis === 'time';
    scale.begin = isTime ? operations.beginNs : operations.begin;
    scale.end = isTime
        ? operations.endNs.map((value, row) => (operations.isOpen(row) ? NaN : value))
        : operations.end;
    scale.unit = isTime ? duration : (value) => grouped(Math.round(value));
    scale.from = Infinity;
    scale.to = -Infinity;
    for (let row = 0; row < operations.count; row += 1) {
        scale.from = Math.min(scale.from, scale.begin[row]);
        scale.to = Math.max(scale.to, scale.begin[row], scale.end[row] || -Infinity);
    }
    if (!(scale.to > scale.from)) {
        scale.from = Number.isFinite(scale.from) ? scale.from : 0;
        scale.to = scale.from + 1;
    }
}

const noteAt = (note) => (state.axis === 'time' ? (note.time_ns ?? NaN) : note.at);

/** The place where an operation is over for the reader: its end, or the history's. */
const endOrLast = (row) => (Number.isNaN(scale.end[row]) ? scale.to : scale.end[row]);

/** Round places for ticks, some `wanted` between `from` and `to`. */
function ticks(from, to, wanted) {
    const rough = (to - from) / Math.max(1, wanted);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough);
    const whole = state.axis === 'order' ? Math.max(1, step) : step;
    const places = [];
    for (let at = Math.ceil(from / whole) * whole; at <= to; at += whole) {
        places.push(at);
    }
    return places;
}

/**
 * Places of the linearisation points: in order, each within its operation, as far from both ends as
 * the others allow.
 */
function pointsOf(part) {
    const rows = part.steps.map((step) => rowOf(step[0]));
    const low = new Float64Array(rows.length);
    const high = new Float64Array(rows.length);
    let at = scale.from;
    rows.forEach((row, step) => {
        at = row < 0 ? at : Math.max(at, scale.begin[row]);
        low[step] = at;
    });
    const last = rowOf(part.prefix_end);
    at = last < 0 ? scale.to : Math.max(endOrLast(last), low[rows.length - 1] ?? scale.from);
    for (let step = rows.length - 1; step >= 0; step -= 1) {
        at = rows[step] < 0 ? at : Math.min(at, endOrLast(rows[step]));
        high[step] = Math.max(at, low[step]);
    }
    return spread(low.map((value, step) => (value + high[step]) / 2), low, high);
}

/** Draws points that fell onto one place apart, as far as their operations and neighbours allow. */
function spread(places, low, high) {
    const out = Float64Array.from(places);
    for (let first = 0; first < places.length;) {
        let end = first;
        let room = Infinity;
        while (end < places.length && places[end] === places[first]) {
            room = Math.min(room, high[end] - low[end]);
            end += 1;
        }
        const before = first > 0 ? places[first] - places[first - 1] : Infinity;
        const after = end < places.length ? places[end] - places[first] : Infinity;
        const width = Math.min(room * 0.8, before * 0.9, after * 0.9);
        for (let at = first; at < end; at += 1) {
            out[at] += width * ((at - first + 0.5) / (end - first) - 0.5);
        }
        first = end;
    }
    return out;
}
