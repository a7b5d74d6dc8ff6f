import { asTest, search, shrunk } from "./search";

void (async () => {
  const [from = 0, count = 5, max = 6] = process.argv.slice(2).map(Number);
  const cpu = process.cpuUsage();
  const report = await search(
    Array.from({ length: count }, (_, i) => from + i),
    max,
  );
  const { failures, ...figures } = report;
  console.log(figures, process.cpuUsage(cpu).user / 1e6);
  for (const f of failures) console.log(asTest(await shrunk(f)), "\n");
})();
