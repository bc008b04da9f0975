namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>A run file that has been read, with what there is to say about it; <see cref="Apps"/> counts only without errors.</summary>
internal sealed record RunFileConfig(string FullPath, string Name, IReadOnlyList<RunFileApp> Apps, RunFileFindings RunFileFindings);
