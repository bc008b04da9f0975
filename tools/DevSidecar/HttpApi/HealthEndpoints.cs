using DemoApp.DevSidecar.Hosting;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>Health as a whole, which waits for the app, and outbound health, which does not.</summary>
internal sealed class HealthEndpoints(SidecarOptions options, AppHealth app)
{
    private static readonly ApiError NotReady = new(500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [runtime]");
    private static readonly ApiError OtherApp = new(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");

    public Task GetAsync(HttpContext context) => !app.IsReached ? NotReady.WriteAsync(context)
        : context.Request.Query.TryGetValue("appid", out var appId) && appId != options.AppId ? OtherApp.WriteAsync(context)
        : GetOutboundAsync(context);

    /// <summary>Answers as soon as it can answer at all: the components are ready before the port is open.</summary>
    public static Task GetOutboundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
