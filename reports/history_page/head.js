// The head of the page: what was judged, by which model, what came of it, in numbers.

const verdicts = {
    passed: ['\u2713', 'passed', 'A correct system could have answered so.'],
    violated: ['\u2717', 'violated', 'No correct system could have answered so.'],
    unknown: ['?', 'unknown', 'Nobody knows whether a correct system could have answered so.'],
};

function fillHead() {
    const isUnreadable = source.problems.length > 0;
    const [sign, word, meaning] = isUnreadable
        ? ['!', 'unreadable', 'The file is no history that this model can judge.']
        : verdicts[source.verdict];
    document.title = `${word}: ${source.file}`;
    byId('verdict').classList.add(word);
    byId('verdict').append(
        element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        element('span', { class: 'word' }, word),
    );
    byId('file').textContent = source.file;
    const words = [meaning];
    if (source.reason !== '') {
        words.push(`Reason: ${source.reason}.`);
    }
    if (source.covered !== '') {
        words.push(`Covered: ${source.covered}.`);
    }
    byId('sentence').append(
        'Judged as ', element('strong', { class: 'value' }, source.model), `. ${words.join(' ')}`,
    );
    fillModels();
    fillNumbers();
}

/** Of transactions: which consistency models fell and which still hold. */
function fillModels() {
    const groups = [
        ['Weakest model violated', source.violated_models, 'bad'],
        ['Strongest that still holds', source.holding_models, 'good'],
    ].filter(([, models]) => models.length > 0);
    byId('models').hidden = groups.length === 0;
    for (const [label, models, kind] of groups) {
        byId('models').append(
            element('span', { class: 'label' }, `${label} `),
            ...models.map((model) => element('span', { class: `model value ${kind}` }, model)),
        );
    }
}

function fillNumbers() {
    const numbers = [
        ['operations', grouped(source.operations_total)],
        ['processes', grouped(source.processes_total)],
        ['judged', grouped(source.judged)],
        ['read in', source.read_ns > 0 ? duration(source.read_ns) : ''],
        ['judged in', source.check_ns > 0 ? duration(source.check_ns) : ''],
    ].filter(([, value]) => value !== '');
    for (const [name, value] of numbers) {
        byId('numbers').append(
            element('div', {}, element('dt', {}, name), element('dd', {}, value)),
        );
    }
}

function row(cell, values) {
    return element('tr', {}, ...values.map((value, at) =>
        at === 0 && cell === 'td'
            ? element('th', { scope: 'row', class: 'value' }, value)
            : element(cell, cell === 'th' ? { scope: 'col' } : {}, value),
    ));
}

function fillStatistics() {
    const { functions, gaps } = source.statistics;
    byId('numbers-section').hidden = [functions, gaps, source.holes, source.figures].every(
        (list) => list.length === 0);
    const host = byId('statistics');
    if (functions.length > 0) {
        const timed = functions.some((one) => one.latency);
        const head = ['function', 'ok', 'fail', 'open', ...(timed ? ['p50', 'p99', 'max'] : [])];
        const rows = functions.map((one) => {
            const { p50_ns: p50, p99_ns: p99, max_ns: most } = one.latency ?? {};
            const times = one.latency ? [p50, p99, most].map(duration) : ['', '', ''];
            return row('td', [
                one.function, ...[one.ok, one.fail, one.info].map(grouped), ...(timed ? times : []),
            ]);
        });
        host.append(element('table', {}, element('thead', {}, row('th', head)),
            element('tbody', {}, ...rows)));
    }
    if (source.figures.length > 0) {
        host.append(element('dl', { class: 'figures' }, ...source.figures.map(([name, value]) =>
            element('div', {}, element('dt', { class: 'value' }, name),
                element('dd', { class: 'value' }, value)))));
    }
    const lines = [
        ...source.holes.map((hole) => `Hole: ${hole}`),
        ...gaps.map((gap) => `Nothing succeeded for ${duration(gap.end_ns - gap.begin_ns)} from ` +
            `${duration(gap.begin_ns)} on.`),
    ];
    if (lines.length > 0) {
        host.append(element('ul', { class: 'lines value' },
            ...lines.map((words) => element('li', {}, words))));
    }
}
