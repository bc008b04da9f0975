namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>One app of the run file with everything merged, resolved and checked.</summary>
internal sealed record RunFileApp
{
    public required string AppId { get; init; }
    public required int Line { get; init; }
    public required string AppDirPath { get; init; }
    public required string AppChannelAddress { get; init; }

    /// <summary>The command line of the app; empty for an app that is a sidecar only.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The full path of the command's executable; null without a command.</summary>
    public required string? Executable { get; init; }

    /// <summary>The ports that the run file sets, by key.</summary>
    public required IReadOnlyDictionary<string, Setting<int>> Ports { get; init; }

    public required SharedSettings Settings { get; init; }
    public required IReadOnlyList<string> ResourcesPaths { get; init; }
    public required string? ConfigFilePath { get; init; }

    public string AppProtocol => Settings.AppProtocol is { Value.Length: > 0 } set ? set.Value : "http";

    public LogDestination DaprdLog => Destination(Settings.DaprdLogDestination, LogDestination.File);

    public LogDestination AppLog => Destination(Settings.AppLogDestination, LogDestination.FileAndConsole);

    private static LogDestination Destination(Setting<string>? setting, LogDestination unset) =>
        Enum.TryParse<LogDestination>(setting?.Value, ignoreCase: true, out var destination) ? destination : unset;
}
