using System.Diagnostics.Metrics;
using DemoApp.ServiceDefaults;

namespace DemoApp.Receiver;

/// <summary>How <c>POST /process</c> ended, and the count of each way.</summary>
internal static class ProcessingOutcome
{
    /// <summary>The record was kept and read back.</summary>
    public const string Processed = "processed";

    /// <summary>The request itself was wrong, or for another tenant.</summary>
    public const string Refused = "refused";

    /// <summary>The simulated error hit.</summary>
    public const string SimulatedError = "simulated_error";

    /// <summary>The state store failed or was too slow.</summary>
    public const string StateStoreFailed = "state_store_failed";

    /// <summary>The caller has gone.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Anything else: a defect.</summary>
    public const string Failed = "failed";

    private static readonly Counter<long> Requests = Instrumentation.Meter.CreateCounter<long>(
        Names.AppRequestsProcessed, "{request}", "Requests that the Receiver came to an end with.");

    /// <summary>Counts one more request that ended so.</summary>
    public static void Count(string outcome) => Requests.Add(1, new KeyValuePair<string, object?>(Names.AppOutcome, outcome));
}
