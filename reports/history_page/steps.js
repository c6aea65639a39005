// The partial linearisation: an order of operations that a correct system could have done, state by
// state, and the operations that no order can place.

let stepList = null;

function fillParts() {
    const parts = source.linearizations;
    byId('steps-section').hidden = parts.length === 0;
    const select = byId('part');
    select.hidden = parts.length < 2;
    parts.forEach((part, at) => {
        const name = part.part === '' ? 'the whole history' : `key ${part.part}`;
        select.append(element('option', { value: String(at) }, name));
    });
    select.addEventListener('change', () => selectPart(Number(select.value)));
    stepList = new LongList(byId('steps'), {
        name: 'step',
        label: 'Steps of the linearisation',
        height: 40,
        fill: fillStep,
        pick: (item) => goToStep(item + 1),
    });
}

const stateAfter = (part, step) => (step === 0 ? part.state_before : part.steps[step - 1][1]);

function fillStep(option, item) {
    const [index, after] = partNow().steps[item];
    const row = rowOf(index);
    option.append(
        element('span', { class: 'step-number' }, grouped(partNow().steps_before + item + 1)),
        element('span', { class: 'step-words value' },
            row < 0 ? nameOf(index) : `p${operations.processName(row)}  ${shortText(row)}`),
        element('span', { class: 'step-state value' }, after),
    );
}

function tellStuck(part) {
    const host = byId('stuck');
    host.replaceChildren();
    if (part.stuck.length === 0) {
        return;
    }
    const items = part.stuck.map(([index, reason]) => element(
        'li', {}, operationButton(index), element('p', { class: 'reason value' }, reason),
    ));
    host.append(
        element('h3', { id: 'stuck-title' }, 'Cannot be placed'),
        element('ul', { class: 'operations', 'aria-labelledby': 'stuck-title' }, ...items),
    );
}

/** A very long linearisation is not shown as a whole. */
function leftOut(part) {
    const first = grouped(part.steps_before + 1);
    const last = grouped(part.steps_before + part.steps.length);
    return part.steps_before + part.steps_after > 0 ? ` (${first} to ${last} are here)` : '';
}

function tellStep(part) {
    const count = part.steps.length;
    const after = stateAfter(part, state.step);
    const total = part.steps_before + count + part.steps_after;
    const now = part.steps_before + state.step;
    byId('step-count').textContent = `${grouped(now)} of ${counted(total, 'step')}${leftOut(part)}`;
    byId('step-state').textContent = after === '' ? '(nothing)' : after;
    byId('step-back').disabled = byId('step-first').disabled = state.step === 0;
    byId('step-on').disabled = byId('step-last').disabled = state.step === count;
    stepList.mark(state.step - 1);
    const index = part.steps[state.step - 1]?.[0];
    byId('announce').textContent = index === undefined
        ? `Before the first step. State ${after}.`
        : `Step ${now} of ${total}: ${nameOf(index)}. State ${after}.`;
}

watch((names) => {
    const part = partNow();
    byId('steps-section').hidden = !part;
    if (!part) {
        return;
    }
    if (names.has('part')) {
        byId('part').value = String(state.part);
        byId('steps').style.height = `${Math.min(6, Math.max(1, part.steps.length)) * 40}px`;
        stepList.reset(part.steps.length);
        tellStuck(part);
    }
    if (names.has('part') || names.has('step')) {
        tellStep(part);
    }
});
