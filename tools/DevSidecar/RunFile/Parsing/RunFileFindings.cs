namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Collects every remark about one run file, so that one reading reports all of them.</summary>
internal sealed class RunFileFindings(string file)
{
    private readonly List<RunFileFinding> _all = [];

    public IReadOnlyList<RunFileFinding> All => [.. _all.OrderBy(d => d.Line)];

    public bool HasErrors => _all.Exists(d => d.IsError);

    public void Error(int line, string message) => _all.Add(new(file, line, IsError: true, message));

    public void Warning(int line, string message) => _all.Add(new(file, line, IsError: false, message));
}
