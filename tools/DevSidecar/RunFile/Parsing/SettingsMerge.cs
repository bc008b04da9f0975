namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Lays an app's settings over those of <c>common</c>, by the Dapr CLI's rule.</summary>
internal static class SettingsMerge
{
    /// <summary>Paths and env have rules of their own and stay the app's.</summary>
    public static SharedSettings Over(this SharedSettings app, SharedSettings common, RunFileFindings diagnostics)
    {
        WarnAboutLostFalse("enableApiLogging", app.EnableApiLogging, common.EnableApiLogging, diagnostics);
        WarnAboutLostFalse("enableAppHealthCheck", app.EnableAppHealthCheck, common.EnableAppHealthCheck, diagnostics);
        var env = new Dictionary<string, string>(common.Env, StringComparer.Ordinal);
        foreach (var (name, value) in app.Env)
            env[name] = value;
        return app with
        {
            AppProtocol = Pick(app.AppProtocol, common.AppProtocol),
            ApiListenAddresses = Pick(app.ApiListenAddresses, common.ApiListenAddresses),
            LogLevel = Pick(app.LogLevel, common.LogLevel),
            AppMaxConcurrency = Pick(app.AppMaxConcurrency, common.AppMaxConcurrency),
            // The one setting where the CLI tells "empty" from "not written".
            PlacementHostAddress = app.PlacementHostAddress ?? common.PlacementHostAddress,
            SchedulerHostAddress = Pick(app.SchedulerHostAddress, common.SchedulerHostAddress),
            MaxBodySize = Pick(app.MaxBodySize, common.MaxBodySize),
            ReadBufferSize = Pick(app.ReadBufferSize, common.ReadBufferSize),
            EnableApiLogging = Pick(app.EnableApiLogging, common.EnableApiLogging),
            EnableAppHealthCheck = Pick(app.EnableAppHealthCheck, common.EnableAppHealthCheck),
            AppHealthCheckPath = Pick(app.AppHealthCheckPath, common.AppHealthCheckPath),
            AppHealthProbeInterval = Pick(app.AppHealthProbeInterval, common.AppHealthProbeInterval),
            AppHealthProbeTimeout = Pick(app.AppHealthProbeTimeout, common.AppHealthProbeTimeout),
            AppHealthThreshold = Pick(app.AppHealthThreshold, common.AppHealthThreshold),
            DaprdLogDestination = Pick(app.DaprdLogDestination, common.DaprdLogDestination),
            AppLogDestination = Pick(app.AppLogDestination, common.AppLogDestination),
            Env = env,
        };
    }

    // The CLI cannot tell Go's zero value from "not written", so an app's false, 0 or "" lets common's value through.
    private static Setting<T>? Pick<T>(Setting<T>? app, Setting<T>? common) =>
        app is null || app.Value is "" || EqualityComparer<T>.Default.Equals(app.Value, default) ? common ?? app : app;

    private static void WarnAboutLostFalse(string key, Setting<bool>? app, Setting<bool>? common, RunFileFindings diagnostics)
    {
        if (app is { Value: false } && common is { Value: true })
            diagnostics.Warning(app.Line, $"{key}: false has no effect: common sets it to true (line {common.Line}), and for the Dapr CLI that wins");
    }
}
