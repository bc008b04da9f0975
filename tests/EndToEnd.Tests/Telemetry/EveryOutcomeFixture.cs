using DemoApp.EndToEnd.Tests.Telemetry;
using DemoApp.TestSupport;

[assembly: AssemblyFixture(typeof(EveryOutcomeFixture))]

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>What arrived of <see cref="EveryOutcome"/>, once for each protocol however many tests look at it.</summary>
public sealed class EveryOutcomeFixture
{
    private readonly Dictionary<string, Lazy<Task<ReceivedTelemetry>>> _runs = new[] { "grpc", "http/protobuf" }
        .ToDictionary(protocol => protocol, protocol => new Lazy<Task<ReceivedTelemetry>>(() => EveryOutcome.RunAsync(protocol)));

    public Task<ReceivedTelemetry> RunAsync(string protocol) => _runs[protocol].Value;
}
