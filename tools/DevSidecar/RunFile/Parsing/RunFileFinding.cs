namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>One remark about the run file, with the line it is about.</summary>
internal sealed record RunFileFinding(string File, int Line, bool IsError, string Message)
{
    public override string ToString() => $"{File}:{Line}: {(IsError ? "error" : "warning")}: {Message}";
}
