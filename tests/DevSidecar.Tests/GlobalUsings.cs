global using Xunit;

// Most of a test is waiting for a process.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
