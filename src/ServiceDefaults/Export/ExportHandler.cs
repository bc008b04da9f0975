namespace DemoApp.ServiceDefaults.Export;

/// <summary>The way of every export to the collector: one timeout for each, and one deadline for all once the service has stopped.</summary>
internal class ExportHandler : DelegatingHandler
{
    private readonly TimeSpan _timeout;
    private readonly ExportDeadline _deadline;

    public ExportHandler(TimeSpan timeout, ExportDeadline deadline)
        : base(new SocketsHttpHandler { ConnectTimeout = timeout, UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) =>
        (_timeout, _deadline) = (timeout, deadline);

    /// <summary>Cancelled when the time after the service's stop is over.</summary>
    protected CancellationToken Deadline => _deadline.Over;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        return base.Send(request, limit.Token);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        return await base.SendAsync(request, limit.Token);
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _deadline.Over);
        limit.CancelAfter(_timeout);
        return limit;
    }
}
