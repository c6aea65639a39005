// The history as the page was given it. Everything in it came from a file and is only ever put into
// the page as text.

const controls = '\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f'; // All but the line feed.
const unseen = '\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff';
const tricky = new RegExp(`[${controls}${unseen}]`, 'g');

/** Characters that would hide themselves or turn the text around them are shown by their number. */
function visible(text) {
    return text.replace(tricky, (character) => {
        const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
        return character === '\t' ? ' ' : `\u27e8U+${code}\u27e9`;
    });
}

const source = JSON.parse(document.getElementById('history').textContent, (_, value) =>
    typeof value === 'string' ? visible(value) : value,
);

const texts = source.texts;
for (const part of source.linearizations) {
    part.steps = part.steps.map(([index, state]) => [index, texts[state]]);
}
const columns = source.operations;
const numbers = (column) => Float64Array.from(column, (value) => (value === null ? NaN : value));

/** Operations by row; a row is a place in these columns, an index one in the whole history. */
const operations = {
    count: columns.index.length,
    index: columns.index,
    process: columns.process,
    outcome: columns.outcome.map((code) => ['ok', 'fail', 'info', 'open'][code]),
    begin: numbers(columns.begin),
    end: numbers(columns.end),
    beginNs: numbers(columns.begin_ns),
    endNs: numbers(columns.end_ns),
    line: columns.line,
    endLine: columns.end_line,
    functionName: (row) => texts[columns.function[row]],
    processName: (row) => texts[columns.process[row]],
    key: (row) => texts[columns.key[row]],
    asked: (row) => texts[columns.asked[row]],
    told: (row) => texts[columns.told[row]],
    error: (row) => texts[columns.error[row]],
    isOpen: (row) => columns.outcome[row] >= 2,
};

const rowOfIndex = new Map(operations.index.map((index, row) => [index, row]));
/** The row of an operation, or -1 when the page does not hold it. */
const rowOf = (index) => rowOfIndex.get(index) ?? -1;

const distinct = (column) => [...new Set(column)].map((id) => texts[id]);
const keys = distinct(columns.key).filter((key) => key !== '');
const hasTimes =
    operations.count > 0 && operations.beginNs.every((value) => !Number.isNaN(value));

const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const counted = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 1500000 -> "1.5 ms". */
function duration(ns) {
    const units = [[1e9, 's'], [1e6, 'ms'], [1e3, '\u00b5s']];
    const [unit, name] = units.find(([least]) => Math.abs(ns) >= least) ?? [1, 'ns'];
    return `${Number((ns / unit).toPrecision(4))} ${name}`;
}

/** What fits into a bar: "write x 4", "read x \u2192 4". */
function shortText(row) {
    const isOk = operations.outcome[row] === 'ok';
    const told = isOk ? operations.told(row) : '';
    const asked = operations.asked(row);
    const name = operations.functionName(row);
    if (name === 'txn') {
        return transactionText(told || asked);
    }
    const parts = [name, keys.length > 1 ? operations.key(row) : '', asked];
    if (told !== '' && told !== asked) {
        parts.push('\u2192', told);
    }
    return parts.filter((part) => part !== '').join(' ');
}

/** [["append" "x" 1] ["r" "y" [2 3]]] -> "append x 1, r y [2 3]". */
function transactionText(value) {
    return value
        .replace(/^\[\[|\]\]$/g, '')
        .replace(/\] \[(?=[":a-z])/g, ', ')
        .replace(/"([^"\\]*)"/g, '$1')
        .replace(/(^|, ):/g, '$1');
}

/** "process 3: read x \u2192 4 (ok)". */
function longText(row) {
    return `process ${operations.processName(row)}: ${shortText(row)} (${operations.outcome[row]})`;
}

/** Names an operation by its index, also when the page does not hold it. */
function nameOf(index) {
    const row = rowOf(index);
    return row < 0 ? `#${index}, which this page does not hold` : `#${index} ${longText(row)}`;
}

function span(begin, end, unit) {
    return Number.isNaN(end) ? `${unit(begin)} \u2013 never` : `${unit(begin)} \u2013 ${unit(end)}`;
}

const outcomeWords = {
    ok: 'ok',
    fail: 'fail',
    info: 'info: it may have happened, any time from its begin on',
    open: 'open: no answer; it may have happened, any time from its begin on',
};

/** Everything that is known of an operation, as [name, value]. */
function factsOf(row) {
    const facts = [
        ['operation', `#${operations.index[row]}`],
        ['process', operations.processName(row)],
        ['function', operations.functionName(row)],
        ['key', operations.key(row)],
        ['asked', operations.asked(row)],
        ['told', operations.told(row)],
        ['outcome', outcomeWords[operations.outcome[row]]],
        ['error', operations.error(row)],
        ['events', span(operations.begin[row], operations.end[row], (value) => String(value))],
    ];
    if (hasTimes) {
        const [begin, end] = [operations.beginNs[row], operations.endNs[row]];
        facts.push(['time', span(begin, end, duration)]);
        if (!Number.isNaN(end)) {
            facts.push(['took', duration(end - begin)]);
        }
    }
    const lines = [operations.line[row], operations.endLine[row]].filter((line) => line > 0);
    if (lines.length > 0) {
        facts.push([lines.length > 1 ? 'lines' : 'line', lines.join(', ')]);
    }
    return facts.filter(([, value]) => value !== '');
}
