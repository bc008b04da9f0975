namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>A value from the run file together with the line it stands on.</summary>
internal sealed record Setting<T>(T Value, int Line);
