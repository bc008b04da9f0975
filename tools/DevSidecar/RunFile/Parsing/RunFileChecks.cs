namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Checks what only shows across apps: an app-id or a port that is used twice.</summary>
internal static class RunFileChecks
{
    public static void Check(IReadOnlyList<RunFileApp> apps, RunFileFindings diagnostics)
    {
        foreach (var group in apps.GroupBy(app => app.AppId, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var again in group.Skip(1))
                diagnostics.Error(again.Line, $"app-id \"{again.AppId}\" is already used by the app on line {group.First().Line}");
        }

        var wanted = apps.SelectMany(app => app.Ports.Select(port => (app.AppId, port.Key, port.Value.Value, port.Value.Line)));
        foreach (var group in wanted.GroupBy(port => port.Value))
        {
            var first = group.First();
            foreach (var again in group.Skip(1))
                diagnostics.Error(again.Line, $"{again.Key} {again.Value} of app \"{again.AppId}\" is already the {first.Key} of app \"{first.AppId}\" (line {first.Line})");
        }
    }
}
