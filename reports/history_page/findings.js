// What is wrong, in words: the list of findings, and the one that is chosen with its operations and
// the edges of its cycle.

function findingOption(finding, at) {
    const times = finding.count > 1 ? ` \u00d7 ${grouped(finding.count)}` : '';
    const option = element(
        'li',
        { role: 'option', id: `finding-${at}`, 'aria-selected': 'false' },
        element('span', { class: 'anomaly value' }, finding.anomaly),
        element('span', { class: 'times' }, times),
        element('span', { class: 'gist value' }, finding.message.split('\n')[0]),
    );
    option.addEventListener('click', () => selectFinding(at));
    return option;
}

function fillFindings() {
    const host = byId('findings');
    if (source.problems.length > 0) {
        byId('findings-title').textContent = 'What is wrong with the file';
        host.append(element('ul', { class: 'lines value' }, ...source.problems.map((problem) =>
            element('li', {}, problem))));
        return;
    }
    if (source.findings.length === 0) {
        host.append(element('p', { class: 'quiet' }, 'None.'));
        return;
    }
    const list = element(
        'ul',
        { role: 'listbox', tabindex: '0', id: 'finding-list', 'aria-labelledby': 'findings-title' },
        ...source.findings.map(findingOption),
    );
    list.addEventListener('keydown', (event) => {
        const last = source.findings.length - 1;
        const targets = {
            ArrowDown: state.finding + 1, ArrowUp: state.finding - 1, Home: 0, End: last,
        };
        if (event.key in targets) {
            event.preventDefault();
            event.stopPropagation();
            selectFinding(Math.min(last, Math.max(0, targets[event.key])));
        }
    });
    host.append(list);
}

function markFinding() {
    const list = byId('finding-list');
    if (!list) {
        return;
    }
    [...list.children].forEach((option, at) => {
        option.setAttribute('aria-selected', at === state.finding ? 'true' : 'false');
    });
    const current = list.children[state.finding];
    if (current) {
        list.setAttribute('aria-activedescendant', current.id);
        current.scrollIntoView({ block: 'nearest' });
    }
}

/** What the edges of a cycle tell below is not told twice. */
function messageOf({ message, cycle }) {
    const first = cycle[0]?.sentence ?? '';
    const at = first === '' ? -1 : message.indexOf(first);
    return at > 0 ? message.slice(0, at).replace(/[:;,\s]+$/, '.') : message;
}

/** The chosen finding in full. */
function tellFinding() {
    const finding = findingNow();
    const host = byId('finding');
    host.replaceChildren();
    if (!finding) {
        return;
    }
    host.append(element('p', { class: 'message value' }, messageOf(finding)));
    if (finding.cycle.length > 0) {
        host.append(cyclePicture(finding.cycle), cycleWords(finding.cycle));
    } else if (finding.operations.length > 0) {
        host.append(element('ol', { class: 'operations', 'aria-label': 'Operations to blame' },
            ...finding.operations.map((index) => element('li', {}, operationButton(index)))));
    }
}

function cycleWords(cycle) {
    const items = cycle.map((edge, at) => {
        const button = element(
            'button', { type: 'button', class: 'edge value', 'aria-pressed': 'false' },
            element('span', { class: `kind value ${kindClass(edge.kind)}` }, edge.kind),
            element('span', { class: 'value' }, edge.sentence),
        );
        button.addEventListener('click', () => change({ edge: state.edge === at ? -1 : at }));
        return element('li', {}, button);
    });
    const attributes = { class: 'edges', id: 'edges', 'aria-label': 'Edges of the cycle' };
    return element('ol', attributes, ...items);
}

watch((names) => {
    if (names.has('finding')) {
        markFinding();
        tellFinding();
    }
    if (names.has('edge') || names.has('finding')) {
        document.querySelectorAll('#edges .edge').forEach((button, at) => {
            button.setAttribute('aria-pressed', at === state.edge ? 'true' : 'false');
        });
        document.querySelectorAll('#cycle .edge').forEach((edge, at) => {
            edge.classList.toggle('chosen', at === state.edge);
            edge.classList.toggle('pale', state.edge >= 0 && at !== state.edge);
        });
    }
});
