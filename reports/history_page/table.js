// All operations that the filter lets through, as text, and everything about the selected one.

let table = null;

function fillTable() {
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
        byId('count').textContent = filteredRows().length === source.operations_total
            ? counted(source.operations_total, 'operation')
            : `${grouped(filteredRows().length)} of ${counted(source.operations_total, 'operation')}`;
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
