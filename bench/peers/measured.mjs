// Loaded before a server by `--import`: tells the bench, whenever it asks, the CPU time that this
// process has used, in microseconds.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
