namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>What the command line of <c>run</c> asks for besides the run file.</summary>
internal sealed record RunOptions(string? Sidecar, string? ReadyMessage, TimeSpan ReadyTimeout, bool CheckOnly);
