using DemoApp.ServiceDefaults;

namespace DemoApp.Sender;

/// <summary>Where the Receiver is and how long it may take.</summary>
/// <param name="ReceiverAppId">Its Dapr app-id, from <c>RECEIVER_APP_ID</c>.</param>
/// <param name="ReceiverUrl">Its address without Dapr, from <c>RECEIVER_SERVICE_URL</c>; null goes through the sidecar.</param>
/// <param name="ReceiverTimeout">How long it may take, 1 to 600000 milliseconds, from <c>RECEIVER_TIMEOUT_MS</c>.</param>
internal sealed record SenderSettings(string ReceiverAppId, Uri? ReceiverUrl, TimeSpan ReceiverTimeout)
{
    public static SenderSettings Read(SettingReader variables) => new(
        variables.AppId("RECEIVER_APP_ID", "receiver"),
        variables.HttpAddress("RECEIVER_SERVICE_URL"),
        TimeSpan.FromMilliseconds(variables.WholeNumber("RECEIVER_TIMEOUT_MS", 10_000, 1, 600_000)));
}
