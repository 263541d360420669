//! Where the steps of a scenario are drawn: in columns from left to right, as far from the start as the longest way to them, with
//! few crossings and room for the lines between.
//!
//! The method is Sugiyama's: break the loops, put the steps in layers, put a bend into each layer that a line crosses, order each layer
//! by the middle of what its boxes are connected with, and move boxes to straight lines. Lines that lead to the same step share
//! their bends, so that a hundred ways to one end are one line with a hundred feeders.

use super::Shape;
use std::fmt::Write as _;

/// A box's width, in px.
pub(crate) const WIDTH: f64 = 232.0;
/// The height of a box's head and text.
pub(crate) const HEAD: f64 = 84.0;
/// The height of each way on.
pub(crate) const ROW: f64 = 32.0;
/// Where a line enters a box, from its top.
const ENTRY: f64 = 18.0;
/// The space between columns.
const GAP_X: f64 = 96.0;
/// The space between boxes of a column.
const GAP_Y: f64 = 24.0;
/// The height of a bend.
const LANE: f64 = 10.0;
/// Around everything.
const MARGIN: f64 = 56.0;
/// How often the layers are put in order.
const SWEEPS: usize = 10;
/// How often boxes are moved to straighten lines.
const SETTLES: usize = 8;

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) height: f64,
    /// Its column.
    pub(crate) layer: usize,
}

/// A line from a way of one step to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) from: usize,
    /// Which of its ways.
    pub(crate) way: usize,
    pub(crate) to: usize,
    /// It leads back: part of a loop.
    pub(crate) back: bool,
    /// The path, as SVG writes it.
    pub(crate) path: String,
}

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layout {
    /// The boxes, by the step's place in the scenario.
    pub(crate) places: Vec<Place>,
    pub(crate) lines: Vec<Line>,
    /// The steps of each column, from above.
    pub(crate) columns: Vec<Vec<usize>>,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Something that takes room in a layer: a box, or a bend of the lines to a step.
struct Vertex {
    layer: usize,
    height: f64,
    y: f64,
    /// In the layer before: the vertex, and where on it the line begins, from its top.
    left: Vec<(usize, f64)>,
    right: Vec<(usize, f64)>,
    /// Where lines from the left enter, from its top.
    entry: f64,
    /// A bend beside the box that leads back through it.
    beside: Vec<usize>,
}

struct Edge {
    from: usize,
    way: usize,
    to: usize,
    back: bool,
}

/// Where the way `at` leaves a box, from its top.
pub(crate) fn port(at: usize) -> f64 {
    HEAD + ROW * at as f64 + ROW / 2.0
}

/// Draws a shape.
pub(crate) fn layout(shape: &Shape) -> Layout {
    if shape.ids.is_empty() {
        return Layout::default();
    }
    let (edges, order) = edges(shape);
    let ranks = ranks(shape, &edges, &order);
    let mut graph = Graph::new(shape, &edges, &ranks, &order);
    graph.order();
    graph.settle();
    graph.draw(&edges)
}

/// All edges, those that close a loop marked, and the steps in an order in which each comes after those that lead to it.
fn edges(shape: &Shape) -> (Vec<Edge>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let count = shape.ids.len();
    let mut state = vec![State::New; count];
    let mut done = Vec::with_capacity(count);
    let mut edges = Vec::new();
    // What leads somewhere but is led to by nothing begins first, so that loops are broken where a reader enters them.
    let mut led = vec![false; count];
    shape
        .ways
        .iter()
        .flatten()
        .flatten()
        .for_each(|to| led[*to] = true);
    let roots = (0..count).filter(|at| !led[*at]).chain(0..count);
    for root in shape.start.into_iter().chain(roots) {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((from, way)) = stack.pop() {
            let Some(target) = shape.ways[from].get(way) else {
                state[from] = State::Done;
                done.push(from);
                continue;
            };
            stack.push((from, way + 1));
            if let Some(to) = *target {
                edges.push(Edge {
                    from,
                    way,
                    to,
                    back: state[to] == State::Open,
                });
                if state[to] == State::New {
                    state[to] = State::Open;
                    stack.push((to, 0));
                }
            }
        }
    }
    done.reverse();
    (edges, done)
}

/// The layer of each step: one behind the last of those that lead to it.
fn ranks(shape: &Shape, edges: &[Edge], order: &[usize]) -> Vec<usize> {
    let mut onward = vec![Vec::new(); shape.ids.len()];
    for edge in edges.iter().filter(|edge| !edge.back) {
        onward[edge.from].push(edge.to);
    }
    let mut ranks = vec![0; shape.ids.len()];
    for from in order {
        for to in &onward[*from] {
            ranks[*to] = ranks[*to].max(ranks[*from] + 1);
        }
    }
    ranks
}

struct Graph {
    vertices: Vec<Vertex>,
    layers: Vec<Vec<usize>>,
    /// How many of the vertices are boxes: the first ones.
    boxes: usize,
    /// By step: the bends of the lines that lead on to it, and that lead back to it, with the first one's layer.
    onward: Vec<(usize, Vec<usize>)>,
    back: Vec<(usize, Vec<usize>)>,
}

impl Graph {
    fn new(shape: &Shape, edges: &[Edge], ranks: &[usize], order: &[usize]) -> Self {
        let count = shape.ids.len();
        let deepest = ranks.iter().copied().max().unwrap_or_default();
        let mut graph = Self {
            vertices: Vec::with_capacity(count),
            layers: vec![Vec::new(); deepest + 1],
            boxes: count,
            onward: vec![(0, Vec::new()); count],
            back: vec![(0, Vec::new()); count],
        };
        for (at, ways) in shape.ways.iter().enumerate() {
            let height = HEAD + ROW * ways.len() as f64;
            graph.vertex(ranks[at], height, ENTRY);
        }
        // Boxes begin in the order in which they are come to, not in the one of the list.
        for at in order {
            graph.layers[ranks[*at]].push(*at);
        }
        for to in 0..count {
            let here = || edges.iter().filter(move |edge| edge.to == to);
            let first = here()
                .filter(|edge| !edge.back)
                .map(|edge| ranks[edge.from] + 1)
                .min();
            if let Some(first) = first {
                graph.onward[to] = (first, graph.bends(first..ranks[to]));
            }
            let last = here().filter(|edge| edge.back).map(|edge| ranks[edge.from]).max();
            if let Some(last) = last {
                let bends = graph.bends(ranks[to]..last + 1);
                // It turns beside the box that it leads to.
                graph.vertices[bends[0]].beside.push(to);
                graph.back[to] = (ranks[to], bends);
            }
        }
        graph.join(edges, ranks);
        graph
    }

    fn vertex(&mut self, layer: usize, height: f64, entry: f64) -> usize {
        self.vertices.push(Vertex {
            layer,
            height,
            y: 0.0,
            left: Vec::new(),
            right: Vec::new(),
            entry,
            beside: Vec::new(),
        });
        self.vertices.len() - 1
    }

    fn bends(&mut self, layers: std::ops::Range<usize>) -> Vec<usize> {
        let bends: Vec<usize> = layers
            .map(|layer| {
                let bend = self.vertex(layer, LANE, LANE / 2.0);
                self.layers[layer].push(bend);
                bend
            })
            .collect();
        for pair in bends.windows(2) {
            self.connect(pair[0], LANE / 2.0, pair[1]);
        }
        bends
    }

    fn join(&mut self, edges: &[Edge], ranks: &[usize]) {
        for edge in edges {
            if edge.back {
                let (first, bends) = &self.back[edge.to];
                let bend = bends[ranks[edge.from] - first];
                self.vertices[bend].beside.push(edge.from);
            } else {
                let (first, bends) = &self.onward[edge.to];
                let next = bends.get(ranks[edge.from] + 1 - first).copied();
                self.connect(edge.from, port(edge.way), next.unwrap_or(edge.to));
            }
        }
        for to in 0..self.boxes {
            if let Some(last) = self.onward[to].1.last().copied() {
                self.connect(last, LANE / 2.0, to);
            }
        }
    }

    fn connect(&mut self, left: usize, at: f64, right: usize) {
        let entry = self.vertices[right].entry;
        self.vertices[left].right.push((right, entry));
        self.vertices[right].left.push((left, at));
    }

    /// Puts each layer in an order with few crossings.
    fn order(&mut self) {
        let mut places = vec![0.0; self.vertices.len()];
        let mut best = self.layers.clone();
        let mut least = self.crossings(&mut places);
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            let count = self.layers.len();
            for step in 0..count {
                let layer = if forward { step } else { count - 1 - step };
                self.sort(layer, forward, &mut places);
            }
            let now = self.crossings(&mut places);
            if now < least {
                least = now;
                best.clone_from(&self.layers);
            }
            if least == 0 && sweep > 1 {
                break;
            }
        }
        self.layers = best;
    }

    fn number(&self, layer: usize, places: &mut [f64]) {
        for (place, vertex) in self.layers[layer].iter().enumerate() {
            places[*vertex] = place as f64;
        }
    }

    fn sort(&mut self, layer: usize, forward: bool, places: &mut [f64]) {
        self.number(layer, places);
        let wish = |at: usize| {
            let vertex = &self.vertices[at];
            let near = if forward { &vertex.left } else { &vertex.right };
            let near = near.iter().map(|(other, on)| {
                // Of two ways of one box the upper one comes first.
                places[*other] + on / (self.vertices[*other].height + 1.0) * 0.9
            });
            let all: Vec<f64> = near
                .chain(vertex.beside.iter().map(|other| places[*other] + 0.5))
                .collect();
            if all.is_empty() {
                places[at]
            } else {
                all.iter().sum::<f64>() / all.len() as f64
            }
        };
        let mut wishes: Vec<(f64, usize)> = self.layers[layer].iter().map(|at| (wish(*at), *at)).collect();
        wishes.sort_by(|one, other| one.0.total_cmp(&other.0));
        self.layers[layer] = wishes.into_iter().map(|(_, at)| at).collect();
        self.number(layer, places);
    }

    fn crossings(&self, places: &mut [f64]) -> usize {
        (0..self.layers.len()).for_each(|layer| self.number(layer, places));
        let mut crossings = 0;
        for layer in &self.layers {
            let mut lines: Vec<(f64, f64)> = Vec::new();
            for at in layer {
                for (left, on) in &self.vertices[*at].left {
                    lines.push((places[*left] + on / 10_000.0, places[*at]));
                }
            }
            lines.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
            for (index, line) in lines.iter().enumerate() {
                crossings += lines[..index].iter().filter(|before| before.1 > line.1).count();
            }
        }
        crossings
    }

    /// Moves boxes up and down within their order until lines are as straight as they get.
    fn settle(&mut self) {
        for layer in self.layers.clone() {
            let mut y = 0.0;
            for at in layer {
                self.vertices[at].y = y;
                y += self.vertices[at].height + GAP_Y;
            }
        }
        let count = self.layers.len();
        for turn in 0..SETTLES {
            for step in 0..count {
                let forward = turn % 2 == 0;
                self.place(
                    if forward { step } else { count - 1 - step },
                    forward,
                    turn + 2 > SETTLES,
                );
            }
        }
    }

    fn place(&mut self, layer: usize, forward: bool, both: bool) {
        let wish = |at: usize| {
            let vertex = &self.vertices[at];
            let left = vertex
                .left
                .iter()
                .map(|(other, on)| self.vertices[*other].y + on - vertex.entry);
            let right = vertex.right.iter().map(|(other, entry)| {
                let on = self.vertices[*other].left.iter().find(|(left, _)| *left == at);
                self.vertices[*other].y + entry - on.map_or(vertex.entry, |(_, on)| *on)
            });
            let mut all: Vec<f64> = Vec::new();
            if forward || both {
                all.extend(left);
            }
            if !forward || both {
                all.extend(right);
            }
            if all.is_empty() {
                (vertex.y, 0.1)
            } else {
                (all.iter().sum::<f64>() / all.len() as f64, all.len() as f64)
            }
        };
        let wishes: Vec<(f64, f64)> = self.layers[layer].iter().map(|at| wish(*at)).collect();
        let heights: Vec<f64> = self.layers[layer]
            .iter()
            .map(|at| self.vertices[*at].height)
            .collect();
        let placed = spread(&wishes, &heights);
        for (at, y) in self.layers[layer].iter().zip(placed) {
            self.vertices[*at].y = y;
        }
    }

    fn draw(mut self, edges: &[Edge]) -> Layout {
        let top = self
            .vertices
            .iter()
            .map(|vertex| vertex.y)
            .fold(f64::MAX, f64::min);
        for vertex in &mut self.vertices {
            vertex.y = (vertex.y - top + MARGIN).round();
        }
        let bottom = self.vertices.iter().map(|vertex| vertex.y + vertex.height);
        let places = self.vertices[..self.boxes].iter().map(|vertex| Place {
            x: column(vertex.layer),
            y: vertex.y,
            height: vertex.height,
            layer: vertex.layer,
        });
        let boxes = self.boxes;
        let columns = self
            .layers
            .iter()
            .map(|layer| layer.iter().copied().filter(|at| *at < boxes).collect());
        Layout {
            places: places.collect(),
            lines: edges.iter().map(|edge| self.line(edge)).collect(),
            columns: columns.collect(),
            width: column(self.layers.len()) - GAP_X + MARGIN,
            height: bottom.fold(0.0, f64::max) + MARGIN,
        }
    }

    fn line(&self, edge: &Edge) -> Line {
        let (from, to) = (&self.vertices[edge.from], &self.vertices[edge.to]);
        let mut pen = Pen::new(column(from.layer) + WIDTH, from.y + port(edge.way));
        let lane = |at: &usize| (self.vertices[*at].layer, self.vertices[*at].y + LANE / 2.0);
        if edge.back {
            let (first, bends) = &self.back[edge.to];
            for (index, (layer, y)) in bends[..=from.layer - first].iter().rev().map(lane).enumerate() {
                let right = column(layer) + WIDTH;
                if index == 0 {
                    pen.turn(GAP_X * 0.4, right, y);
                } else {
                    pen.flow(right, y);
                }
                pen.straight(column(layer), y);
            }
            pen.turn(-GAP_X * 0.4, column(to.layer) - 2.0, to.y + ENTRY);
        } else {
            let (first, bends) = &self.onward[edge.to];
            for (layer, y) in bends[(from.layer + 1 - first).min(bends.len())..]
                .iter()
                .map(lane)
            {
                pen.flow(column(layer), y);
                pen.straight(column(layer) + WIDTH, y);
            }
            pen.flow(column(to.layer) - 2.0, to.y + ENTRY);
        }
        pen.arrow();
        Line {
            from: edge.from,
            way: edge.way,
            to: edge.to,
            back: edge.back,
            path: pen.path,
        }
    }
}

fn column(layer: usize) -> f64 {
    MARGIN + layer as f64 * (WIDTH + GAP_X)
}

/// Tops as near to the wishes (with weights) as an order without overlap allows: the least squares are found by pooling neighbours that
/// would overlap.
fn spread(wishes: &[(f64, f64)], heights: &[f64]) -> Vec<f64> {
    // Without the heights above, tops need only not fall.
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut sum = 0.0;
    for height in heights {
        offsets.push(sum);
        sum += height + GAP_Y;
    }
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for ((wish, weight), offset) in wishes.iter().zip(&offsets) {
        let mut pool = (wish - offset, *weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = (
                (last.0 * last.1 + pool.0 * pool.1) / weight,
                weight,
                last.2 + pool.2,
            );
        }
        pools.push(pool);
    }
    let tops = pools
        .iter()
        .flat_map(|(top, _, count)| std::iter::repeat_n(*top, *count));
    tops.zip(offsets).map(|(top, offset)| top + offset).collect()
}

/// Writes a path.
struct Pen {
    path: String,
    x: f64,
    y: f64,
}

impl Pen {
    fn new(x: f64, y: f64) -> Self {
        Self {
            path: format!("M{x:.0} {y:.0}"),
            x,
            y,
        }
    }

    fn curve(&mut self, one: (f64, f64), two: (f64, f64), x: f64, y: f64) {
        let ((ax, ay), (bx, by)) = (one, two);
        let _ = write!(self.path, "C{ax:.0} {ay:.0} {bx:.0} {by:.0} {x:.0} {y:.0}");
        (self.x, self.y) = (x, y);
    }

    /// Level at both ends.
    fn flow(&mut self, x: f64, y: f64) {
        let half = f64::midpoint(self.x, x);
        self.curve((half, self.y), (half, y), x, y);
    }

    /// Out by `by` and round.
    fn turn(&mut self, by: f64, x: f64, y: f64) {
        let out = if by > 0.0 { self.x.max(x) } else { self.x.min(x) } + by;
        self.curve((out, self.y), (out, y), x, y);
    }

    fn straight(&mut self, x: f64, y: f64) {
        let _ = write!(self.path, "L{x:.0} {y:.0}");
        (self.x, self.y) = (x, y);
    }

    fn arrow(&mut self) {
        let (x, y) = (self.x, self.y);
        let _ = write!(
            self.path,
            "M{:.0} {:.0}L{x:.0} {y:.0}L{:.0} {:.0}",
            x - 7.0,
            y - 4.0,
            x - 7.0,
            y + 4.0
        );
    }
}
