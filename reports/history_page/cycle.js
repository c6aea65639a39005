// A cycle of transactions as a picture: nodes on a ring, an arrow for every edge.

/** Kinds of edges that the style sheet knows; kinds are words of a checker, yet only data here. */
function kindClass(kind) {
    return ['ww', 'wr', 'rw', 'process', 'realtime'].includes(kind) ? `kind-${kind}` : 'kind-other';
}

/** Nodes in the order of the cycle, each once. */
function nodesOf(cycle) {
    return [...new Set(cycle.flatMap((edge) => [edge.from, edge.to]))];
}

function ringOf(nodes) {
    const [half, tall] = [46, 17];
    const count = nodes.length;
    const across = count === 2 ? 120 : Math.max(112, (count * 118) / (2 * Math.PI));
    const down = count === 2 ? 0 : Math.max(88, (count * 74) / (2 * Math.PI));
    const width = 2 * (across + half) + 24;
    const height = 2 * (down + tall) + (count === 2 ? 100 : 44);
    const turn = count === 2 ? Math.PI : -Math.PI / 2;
    const places = new Map(nodes.map((node, at) => {
        const angle = turn + (2 * Math.PI * at) / count;
        return [node, {
            x: width / 2 + across * Math.cos(angle),
            y: height / 2 + down * Math.sin(angle),
        }];
    }));
    return { width, height, half, tall, places };
}

/** Where a line from `inside` the box of a node towards `target` leaves the box. */
function leave(inside, target, { half, tall }) {
    const [dx, dy] = [target.x - inside.x, target.y - inside.y];
    const part = Math.min((half + 4) / (Math.abs(dx) || 1e-9), (tall + 4) / (Math.abs(dy) || 1e-9));
    return { x: inside.x + dx * part, y: inside.y + dy * part };
}

function arrowHead(at, from) {
    const angle = Math.atan2(at.y - from.y, at.x - from.x);
    const corner = (turn) =>
        `${at.x - 9 * Math.cos(angle + turn)},${at.y - 9 * Math.sin(angle + turn)}`;
    return drawn('polygon', { points: `${at.x},${at.y} ${corner(0.42)} ${corner(-0.42)}` });
}

function edgePicture(edge, ring, at) {
    const [from, to] = [ring.places.get(edge.from), ring.places.get(edge.to)];
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    const bend = ring.places.size === 2 ? 84 : Math.min(44, length * 0.22);
    // Nodes go round clockwise, so the outside of the ring is on the left of an edge.
    const knee = { x: middle.x + (dy / length) * bend, y: middle.y - (dx / length) * bend };
    const [begin, end] = [leave(from, knee, ring), leave(to, knee, ring)];
    const top = {
        x: (begin.x + 2 * knee.x + end.x) / 4,
        y: (begin.y + 2 * knee.y + end.y) / 4,
    };
    const half = Math.max(18, edge.kind.length * 3.6 + 7);
    const group = drawn(
        'g', { class: `edge ${kindClass(edge.kind)}` },
        drawn('path', {
            d: `M${begin.x},${begin.y} Q${knee.x},${knee.y} ${end.x},${end.y}`, class: 'bow',
        }),
        arrowHead(end, knee),
        drawn('rect', { x: top.x - half, y: top.y - 9, width: 2 * half, height: 18, rx: 9 }),
        drawn('text', { x: top.x, y: top.y + 4 }, edge.kind),
    );
    group.addEventListener('click', () => change({ edge: state.edge === at ? -1 : at }));
    return group;
}

function nodePicture(index, { x, y }, { half, tall }) {
    const row = rowOf(index);
    const group = drawn(
        'g', { class: 'node' },
        drawn('rect', { x: x - half, y: y - tall, width: 2 * half, height: 2 * tall, rx: 7 }),
        drawn('text', { x, y: y - 2, class: 'node-name' }, `T${index}`),
        drawn('text', { x, y: y + 11, class: 'node-process' },
            row < 0 ? '' : `process ${operations.processName(row)}`.slice(0, 16)),
    );
    if (row >= 0) {
        group.append(drawn('title', {}, longText(row)));
        group.addEventListener('click', () => change({ selected: row, reveal: row }));
    }
    return group;
}

function cyclePicture(cycle) {
    const ring = ringOf(nodesOf(cycle));
    const words = cycle.map((edge) => `T${edge.from} ${edge.kind} T${edge.to}`).join(', ');
    return element('div', { class: 'cycle', id: 'cycle' }, drawn(
        'svg',
        {
            viewBox: `0 0 ${ring.width} ${ring.height}`,
            width: ring.width, height: ring.height,
            role: 'img', 'aria-label': `The cycle: ${words}`,
        },
        ...cycle.map((edge, at) => edgePicture(edge, ring, at)),
        ...[...ring.places].map(([index, place]) => nodePicture(index, place, ring)),
    ));
}
