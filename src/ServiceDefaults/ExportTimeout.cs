namespace DemoApp.ServiceDefaults;

/// <summary>Ends an export that takes longer than the timeout.</summary>
internal sealed class ExportTimeout(TimeSpan timeout) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        return await base.SendAsync(request, deadline.Token);
    }
}
