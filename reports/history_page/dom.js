// Small helpers around the document. Text becomes text nodes, never markup.

const byId = (id) => document.getElementById(id);

/** element('li', { class: 'x', 'aria-label': 'y' }, 'text', child, ...). */
function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

function drawn(name, attributes = {}, ...children) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

/** A definition list of [name, value]. */
function definitions(facts) {
    const rows = facts.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { class: 'value' }, value)),
    );
    return element('dl', { class: 'facts' }, ...rows);
}

/** A button that selects an operation. */
function operationButton(index, words = nameOf(index)) {
    const button = element('button', { type: 'button', class: 'operation value' }, words);
    button.disabled = rowOf(index) < 0;
    const row = rowOf(index);
    button.addEventListener('click', () => change({ selected: row, reveal: row }));
    return button;
}

/**
 * A list box that keeps only the options in sight in the document: fill(option, item) makes one,
 * pick(item) is told of a choice by mouse or keyboard.
 */
class LongList {
    constructor(host, { label, height, fill, pick, name }) {
        Object.assign(this, { host, height, fill, pick, name });
        Object.assign(this, { count: 0, current: -1, shown: new Map() });
        host.classList.add('long-list');
        host.setAttribute('role', 'listbox');
        host.setAttribute('tabindex', '0');
        host.setAttribute('aria-label', label);
        this.room = element('div', { class: 'long-list-room', role: 'presentation' });
        host.append(this.room);
        host.addEventListener('scroll', () => this.show());
        host.addEventListener('keydown', (event) => this.onKey(event));
        new ResizeObserver(() => this.show()).observe(host);
    }

    /** Shows `count` items from scratch. */
    reset(count) {
        this.count = count;
        this.room.style.height = `${count * this.height}px`;
        this.room.replaceChildren();
        this.shown.clear();
        this.show();
    }

    /** Marks the current item and scrolls as far as needed to see it. */
    mark(item) {
        this.current = item;
        this.scrollTo(item);
        this.show();
    }

    /** Scrolls as far as needed to see an item with those around it. */
    scrollTo(item) {
        const { scrollTop, clientHeight } = this.host;
        const margin = Math.min(this.height, Math.max(0, clientHeight - this.height) / 2);
        const top = item * this.height - margin;
        const bottom = (item + 1) * this.height + margin;
        if (item >= 0 && top < scrollTop) {
            this.host.scrollTop = top;
        } else if (item >= 0 && bottom > scrollTop + clientHeight) {
            this.host.scrollTop = bottom - clientHeight;
        }
    }

    show() {
        const first = Math.max(0, Math.floor(this.host.scrollTop / this.height) - 4);
        const last = Math.min(
            this.count,
            Math.ceil((this.host.scrollTop + this.host.clientHeight) / this.height) + 4,
        );
        for (const [item, option] of this.shown) {
            if (item < first || item >= last) {
                option.remove();
                this.shown.delete(item);
            }
        }
        for (let item = first; item < last; item += 1) {
            this.showOne(item);
        }
        const current = this.shown.get(this.current);
        if (current) {
            this.host.setAttribute('aria-activedescendant', current.id);
        } else {
            this.host.removeAttribute('aria-activedescendant');
        }
    }

    showOne(item) {
        let option = this.shown.get(item);
        if (!option) {
            option = element('div', {
                role: 'option',
                id: `${this.name}-${item}`,
                'aria-setsize': this.count,
                'aria-posinset': item + 1,
            });
            option.style.top = `${item * this.height}px`;
            option.style.height = `${this.height}px`;
            option.addEventListener('click', () => this.pick(item));
            this.fill(option, item);
            this.shown.set(item, option);
            this.room.append(option);
        }
        option.setAttribute('aria-selected', item === this.current ? 'true' : 'false');
    }

    onKey(event) {
        const page = Math.max(1, Math.floor(this.host.clientHeight / this.height) - 1);
        const targets = {
            ArrowDown: this.current + 1,
            ArrowUp: this.current - 1,
            PageDown: this.current + page,
            PageUp: this.current - page,
            Home: 0,
            End: this.count - 1,
        };
        if (!(event.key in targets) || this.count === 0) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        this.pick(Math.min(this.count - 1, Math.max(0, targets[event.key])));
    }
}
