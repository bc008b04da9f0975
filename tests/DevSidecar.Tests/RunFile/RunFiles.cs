namespace DemoApp.DevSidecar.Tests.RunFile;

/// <summary>Run files that several tests use.</summary>
internal static class RunFiles
{
    public static string TwoApps(int first, int second) => $$"""
        version: 1
        name: two-apps
        apps:
          - { appID: one, appDirPath: ., appPort: {{first}}, command: ["{{StubProgram.Path}}", stub-app, "{{first}}"] }
          - { appID: two, appDirPath: ., appPort: {{second}}, command: ["{{StubProgram.Path}}", stub-app, "{{second}}"] }
        """;
}
