namespace DemoApp.DevSidecar.HttpApi;

/// <summary>Stops the sidecar: in order, or at once when the caller insists.</summary>
internal sealed class ShutdownEndpoint(IHostApplicationLifetime lifetime)
{
    public void Handle(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        var force = context.Request.Headers[DaprHeaders.ForceShutdown] == "true";
        context.Response.OnCompleted(() =>
        {
            if (force) Environment.Exit(1);
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
    }
}
