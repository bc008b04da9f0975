namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Where the output of a process goes.</summary>
[Flags]
internal enum LogDestination
{
    None = 0,
    Console = 1,
    File = 2,
    FileAndConsole = Console | File,
}
