// Puts the page together: controls, keys, and what is shown first.

const keyWords = [
    ['\u2190 \u2192', 'one step of the linearisation back or on (with Shift: ten)'],
    ['Home End', 'before its first step, its last step'],
    ['\u2191 \u2193', 'previous or next finding'],
    ['n p', 'next or previous operation'],
    ['a d', 'pan left or right; also drag, or Shift and wheel'],
    ['w s + -', 'zoom; also Ctrl and wheel'],
    ['0 f', 'show everything, show what is highlighted'],
    ['t', 'order of events or real time'],
    ['/', 'filter by text'],
    ['Esc', 'let go of the selection, then of the filter'],
    ['?', 'this help'],
];

const howToRead =
    'A bar is an operation: it begins when the client asked and ends when it was told. A correct ' +
    'system does each one at some instant of its bar. An open operation got no answer and may ' +
    'take effect at any time after it began. The dots are such instants, in the longest order ' +
    'that a correct system could have kept; red operations are to blame.';

function fillHelp() {
    const close = element('button', { type: 'button', autofocus: '' }, 'Close');
    close.addEventListener('click', () => byId('help').close());
    byId('help').append(
        element('h2', { id: 'help-title' }, 'Reading this page'),
        element('p', {}, howToRead),
        element('dl', { class: 'keys' }, ...keyWords.map(([names, words]) => element(
            'div', {},
            element('dt', {}, ...names.split(' ').map((name) => element('kbd', {}, name))),
            element('dd', {}, words),
        ))),
        close,
    );
}

function fillFilter() {
    const order = new Intl.Collator('en', { numeric: true });
    for (const [name, all, values] of [
        ['process', 'All processes', distinct(columns.process)],
        ['function', 'All functions', distinct(columns.function)],
        ['key', 'All keys', keys],
    ]) {
        const select = byId(`filter-${name}`);
        select.hidden = values.length < 2;
        select.append(element('option', { value: '' }, all));
        for (const value of [...new Set(values)].sort(order.compare).slice(0, 5000)) {
            select.append(element('option', { value }, value.slice(0, 80)));
        }
        select.addEventListener('change', () =>
            change({ filter: { ...state.filter, [name]: select.value } }));
    }
    byId('filter-text').addEventListener('input', (event) =>
        change({ filter: { ...state.filter, text: event.target.value } }));
    watch((names) => {
        if (names.has('filter')) {
            for (const name of ['text', 'process', 'function', 'key']) {
                const control = byId(`filter-${name}`);
                if (control.value !== state.filter[name]) {
                    control.value = state.filter[name];
                }
                control.classList.toggle('active', state.filter[name] !== '');
            }
        }
        if (names.has('axis')) {
            byId('axis-order').setAttribute('aria-pressed', String(state.axis === 'order'));
            byId('axis-time').setAttribute('aria-pressed', String(state.axis === 'time'));
        }
    });
}

const toggleAxis = () => {
    if (hasTimes) {
        change({ axis: state.axis === 'order' ? 'time' : 'order' });
    }
};

function letGo() {
    if (state.selected >= 0 || state.edge >= 0) {
        change({ selected: -1, edge: -1 });
    } else {
        change({ filter: { text: '', process: '', function: '', key: '' } });
    }
}

function showMarked() {
    showRows(blamed.size === 0 && state.selected >= 0 ? [state.selected] : rowsToShow());
}

const quarter = () => (view.width - view.gutter) / 4;

const keyActions = {
    ArrowLeft: (event) => goToStep(state.step - (event.shiftKey ? 10 : 1)),
    ArrowRight: (event) => goToStep(state.step + (event.shiftKey ? 10 : 1)),
    Home: () => goToStep(0),
    End: () => goToStep(Infinity),
    ArrowUp: () => selectFinding(Math.max(0, state.finding - 1)),
    ArrowDown: () => selectFinding(Math.min(source.findings.length - 1, state.finding + 1)),
    n: () => goToOperation(1),
    p: () => goToOperation(-1),
    a: () => pan(-quarter()),
    d: () => pan(quarter()),
    w: () => zoom(1 / 1.5),
    s: () => zoom(1.5),
    '+': () => zoom(1 / 1.5),
    '=': () => zoom(1 / 1.5),
    '-': () => zoom(1.5),
    0: () => showAll(),
    f: showMarked,
    t: toggleAxis,
    '/': () => byId('filter-text').focus(),
    Escape: letGo,
    '?': () => byId('help').showModal(),
};

function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open) {
        return;
    }
    if (event.target.matches('input, select')) {
        if (event.key === 'Escape') {
            event.target.blur();
        }
        return;
    }
    const action = keyActions[event.key];
    if (action) {
        event.preventDefault();
        hideTip();
        action(event);
    }
}

function connectButtons() {
    const actions = {
        'axis-order': () => change({ axis: 'order' }),
        'axis-time': () => change({ axis: 'time' }),
        'zoom-in': () => zoom(1 / 1.5),
        'zoom-out': () => zoom(1.5),
        'zoom-all': () => showAll(),
        'zoom-blame': showMarked,
        'help-button': () => byId('help').showModal(),
        'step-first': () => goToStep(0),
        'step-back': () => goToStep(state.step - 1),
        'step-on': () => goToStep(state.step + 1),
        'step-last': () => goToStep(Infinity),
    };
    for (const [id, action] of Object.entries(actions)) {
        byId(id).addEventListener('click', action);
    }
    document.addEventListener('keydown', onKey);
}

function begin() {
    readColours();
    fillHead();
    fillStatistics();
    fillFindings();
    fillParts();
    fillTable();
    fillFilter();
    fillHelp();
    connectButtons();
    document.querySelector('.room').classList.toggle('is-unreadable', source.problems.length > 0);
    document.querySelector('.stage').hidden = source.problems.length > 0;
    byId('axis').hidden = !hasTimes;
    byId('legend-point').hidden = source.linearizations.length === 0;
    byId('legend-note').hidden = source.notes.length === 0;
    byId('zoom-blame').hidden = source.findings.length === 0;
    canvas.setAttribute('aria-label',
        `Timeline of ${counted(operations.count, 'operation')}, a row for each process. ` +
        'The table below tells the same as text.');
    setScale(state.axis);
    change({ filter: state.filter, selected: -1, finding: -1, part: -1, focus: true });
    if (source.findings.length > 0) {
        selectFinding(0);
    } else if (source.linearizations.length > 0) {
        selectPart(0);
    }
}

begin();
