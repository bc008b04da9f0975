namespace DemoApp.EndToEnd.Tests;

/// <summary>Sender and Receiver without Dapr: direct HTTP, records kept in the process.</summary>
public sealed class DirectPair : IAsyncDisposable
{
    private DirectPair(Service sender, Service receiver) => (Sender, Receiver) = (sender, receiver);

    public Service Sender { get; }

    public Service Receiver { get; }

    public static async Task<DirectPair> StartAsync(
        Dictionary<string, string?>? sender = null, Dictionary<string, string?>? receiver = null)
    {
        var theReceiver = await Service.ReceiverAsync(Variables(receiver, ("STATE_STORE", "none")));
        var theSender = await Service.SenderAsync(Variables(sender, ("RECEIVER_SERVICE_URL", $"http://127.0.0.1:{theReceiver.Port}")));
        return new DirectPair(theSender, theReceiver);
    }

    public async ValueTask DisposeAsync()
    {
        await Sender.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static Dictionary<string, string?> Variables(Dictionary<string, string?>? more, (string Name, string Value) own)
    {
        var variables = new Dictionary<string, string?> { ["TENANT_ID"] = "tenant1", ["PROCESSING_TIME_MS"] = "0", [own.Name] = own.Value };
        foreach (var (name, value) in more ?? [])
        {
            variables[name] = value;
        }

        return variables;
    }
}
