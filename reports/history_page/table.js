// All operations that the filter lets through, as text, and everything about the selected one.

let table = null;

function fillTable() {
    document.querySelector('.table').classList.toggle('without-keys', keys.length === 0);
    table = new LongList(byId('operations'), {
        name: 'operation',
        label: 'Operations',
        height: 24,
        fill: fillOperation,
        pick: (item) => {
            const picked = filteredRows()[item];
            change({ selected: picked, reveal: picked });
        },
    });
}

function fillOperation(option, item) {
    const row = filteredRows()[item];
    const cells = [
        String(operations.index[row]),
        operations.line[row] > 0 ? String(operations.line[row]) : '',
        operations.processName(row),
        operations.functionName(row),
        operations.key(row),
        operations.asked(row),
        operations.told(row) || operations.error(row),
        operations.outcome[row],
    ];
    option.classList.add('columns', `is-${operations.outcome[row]}`);
    option.classList.toggle('is-blamed', blamed.has(row));
    option.append(...cells.map((cell) => element('span', { class: 'value' }, cell)));
}

function tellSelected() {
    const host = byId('selected');
    if (state.selected < 0) {
        host.replaceChildren(element('p', { class: 'quiet' },
            'Click a bar or a line, or press n and p, to see everything about an operation.'));
        return;
    }
    host.replaceChildren(definitions(factsOf(state.selected)));
}

watch((names) => {
    if (names.has('filter') || names.has('finding') || names.has('part')) {
        table.reset(filteredRows().length);
        const shown = filteredRows().length;
        const all = counted(source.operations_total, 'operation');
        byId('count').textContent =
            shown === source.operations_total ? all : `${grouped(shown)} of ${all}`;
    }
    if (names.has('filter') || names.has('selected')) {
        table.mark(filteredRows().indexOf(state.selected));
    }
    if ((names.has('finding') || names.has('part')) && state.selected < 0 && blamed.size > 0) {
        table.scrollTo(filteredRows().indexOf(Math.min(...blamed)));
    }
    if (names.has('selected')) {
        tellSelected();
    }
});
