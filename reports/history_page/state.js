// What the reader looks at. Every part of the page watches it and redraws itself from it, at most
// once a frame.

const state = {
    axis: 'order', // or 'time'
    filter: { text: '', process: '', function: '', key: '' },
    finding: -1,
    part: -1, // Of the linearisations.
    step: 0, // How many operations of the partial linearisation are placed.
    edge: -1, // Of the finding's cycle.
    selected: -1, // A row.
    reveal: -1, // A row that the timeline shall bring into sight.
};

let filtered = null; // Rows, until the filter changes.
let lowercase = null;

const watchers = [];
let changed = new Set();

/** Calls `watcher(names of what changed)` before the next frame. */
function watch(watcher) {
    watchers.push(watcher);
}

function change(parts) {
    if (changed.size === 0) {
        requestAnimationFrame(() => {
            const names = changed;
            changed = new Set();
            watchers.forEach((watcher) => watcher(names));
        });
    }
    Object.assign(state, parts);
    Object.keys(parts).forEach((name) => changed.add(name));
    if ('filter' in parts) {
        filtered = null;
    }
}

const findingNow = () => source.findings[state.finding] ?? null;
const partNow = () => source.linearizations[state.part] ?? null;

/** Rows to blame: of the finding that is selected, and those that cannot be placed. */
function blamedRows() {
    const rows = new Set();
    (findingNow()?.operations ?? []).forEach((index) => rows.add(rowOf(index)));
    (findingNow()?.cycle ?? []).forEach((edge) => rows.add(rowOf(edge.from)).add(rowOf(edge.to)));
    (partNow()?.stuck ?? []).forEach(([index]) => rows.add(rowOf(index)));
    rows.delete(-1);
    return rows;
}

/** The linearisation that a finding is about, else the one there was. */
function partOfFinding(finding) {
    const named = new Set(finding.operations);
    const found = source.linearizations.findIndex(
        (part) => named.has(part.prefix_end) || part.stuck.some(([index]) => named.has(index)),
    );
    return found;
}

function selectFinding(at) {
    const finding = source.findings[at];
    if (!finding) {
        return;
    }
    change({ finding: at, edge: -1 });
    selectPart(partOfFinding(finding));
}

/** Shows how far a linearisation comes; its key, if it has one, becomes the filter. */
function selectPart(at) {
    const part = source.linearizations[at];
    const isKey = part && part.part !== '' && keys.includes(part.part);
    change({
        part: at,
        step: part ? part.steps.length : 0,
        filter: { ...state.filter, key: isKey ? part.part : '' },
        focus: true,
    });
}

function goToStep(step) {
    const part = partNow();
    if (part) {
        change({ step: Math.min(part.steps.length, Math.max(0, step)), reveal: -1 });
    }
}

/** Selects the operation `by` places further in the table. */
function goToOperation(by) {
    const rows = filteredRows();
    const at = rows.indexOf(state.selected);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    if (rows[next] !== undefined) {
        change({ selected: rows[next], reveal: rows[next] });
    }
}

/** Rows that the filter lets through, in order. */
function filteredRows() {
    if (!filtered) {
        const { text, process, function: name, key } = state.filter;
        const wanted = text.trim().toLowerCase();
        if (wanted !== '' && !lowercase) {
            lowercase = Array.from({ length: operations.count }, (_, row) =>
                `#${operations.index[row]} ${longText(row)} ${operations.asked(row)} ` +
                `${operations.error(row)}`.toLowerCase(),
            ).map((line) => line.toLowerCase());
        }
        filtered = [];
        for (let row = 0; row < operations.count; row += 1) {
            if ((process === '' || operations.processName(row) === process) &&
                (name === '' || operations.functionName(row) === name) &&
                (key === '' || operations.key(row) === key) &&
                (wanted === '' || lowercase[row].includes(wanted))) {
                filtered.push(row);
            }
        }
    }
    return filtered;
}
