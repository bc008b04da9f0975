using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

/// <summary>An environment of the test's own.</summary>
internal static class Variables
{
    public static SettingReader None { get; } = Of();

    public static SettingReader Of(params (string Name, string Value)[] variables)
    {
        var values = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return new SettingReader(values.GetValueOrDefault);
    }
}
