using DemoApp.ServiceDefaults;

namespace DemoApp.Receiver;

/// <summary>Where records are kept and how long things take.</summary>
/// <param name="StateStore">The Dapr state store, from <c>STATE_STORE</c>; <c>none</c> keeps records in the process.</param>
/// <param name="StateStoreTimeout">How long a request waits for the store, 1 to 60000 milliseconds, from <c>STATE_STORE_TIMEOUT_MS</c>.</param>
/// <param name="RecordLifetime">How long a record is kept, 1 to 86400 seconds, from <c>STATE_TTL_SECONDS</c>.</param>
/// <param name="ProcessingTime">Simulated work, 0 to 60000 milliseconds, from <c>PROCESSING_TIME_MS</c>.</param>
internal sealed record ReceiverSettings(string StateStore, TimeSpan StateStoreTimeout, TimeSpan RecordLifetime, TimeSpan ProcessingTime)
{
    public const string NoStateStore = "none";

    public static ReceiverSettings Read(SettingReader variables) => new(
        variables.Text("STATE_STORE", "statestore"),
        TimeSpan.FromMilliseconds(variables.WholeNumber("STATE_STORE_TIMEOUT_MS", 3_000, 1, 60_000)),
        TimeSpan.FromSeconds(variables.WholeNumber("STATE_TTL_SECONDS", 120, 1, 86_400)),
        TimeSpan.FromMilliseconds(variables.WholeNumber("PROCESSING_TIME_MS", 100, 0, FaultSettings.MaxWaitMs)));
}
