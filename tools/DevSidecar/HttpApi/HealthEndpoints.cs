using DemoApp.DevSidecar.Hosting;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>Health: all of it, which waits for the app, and the outbound half, which does not.</summary>
internal sealed class HealthEndpoints(SidecarOptions options, AppHealth app)
{
    private static readonly ApiError NotReady = new(500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [runtime]");
    private static readonly ApiError OtherApp = new(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");

    public async Task GetAsync(HttpContext context)
    {
        if (!app.IsReached) await NotReady.WriteAsync(context);
        else if (context.Request.Query.TryGetValue("appid", out var appId) && appId != options.AppId) await OtherApp.WriteAsync(context);
        else context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Answers as soon as it can answer at all: the components are ready before the port is open.</summary>
    public static void GetOutbound(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;
}
