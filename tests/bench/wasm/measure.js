// Times the matcher in the page; `tests/benches/browser.rs` runs it and says what the figures mean. Times are milliseconds.

import init, { Bench } from "./kotae_bench_wasm.js";

const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

function timed(work) {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

/** The smallest of several times of each call: what else the machine does comes and goes. */
function distribution(calls, rounds) {
  const best = calls.map(() => Infinity);
  let most = 0;
  for (let round = 0; round <= rounds; round += 1) {
    calls.forEach((call, at) => {
      const [time] = timed(call);
      // The first round warms up.
      if (round === 0) return;
      best[at] = Math.min(best[at], time);
      most = Math.max(most, time);
    });
  }
  best.sort((a, b) => a - b);
  const percentile = (share) => best[Math.max(0, Math.ceil(share * best.length) - 1)];
  return { calls: best.length, p50: percentile(0.5), p99: percentile(0.99), max: most };
}

/** Everything for the pack in `first` and `bodies`. */
export async function measure(first, bodies, questions, rounds) {
  await init();
  const [pack, answers] = [await bytes(first), await bytes(bodies)];
  const [open, bench] = timed(() => new Bench(pack));
  let [longest, build, done] = [0, 0, false];
  while (!done) {
    const [time, end] = timed(() => bench.step());
    [longest, build, done] = [Math.max(longest, time), build + time, end];
  }
  const [finish] = timed(() => bench.finish());
  const typed = questions.flatMap((question) => {
    const characters = Array.from(question);
    return characters.map((_, at) => characters.slice(0, at + 1).join(""));
  });
  const calls = (name, texts) => texts.map((text) => () => bench[name](text));
  const without = distribution(calls("suggest", typed), rounds);
  const [sharpen, belongs] = timed(() => bench.sharpen(answers));
  if (!belongs) throw new Error("the answers belong to another pack");
  return {
    entries: bench.entries(),
    isolated: crossOriginIsolated,
    open,
    build,
    longest_step: longest,
    finish,
    sharpen,
    suggest_first_file: without,
    ask: distribution(calls("ask", questions), rounds),
    suggest: distribution(calls("suggest", typed), rounds),
  };
}
