namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>The paths of <c>common</c>, which are relative to the run file.</summary>
internal sealed record CommonPaths(IReadOnlyList<string> ResourcesPaths, string? ConfigFilePath, string? RuntimePath)
{
    public static CommonPaths Read(SharedSettings common, string baseFolder, RunFileFindings diagnostics)
    {
        var paths = new RunFilePaths(diagnostics);
        return new(
            paths.FilesOrFolders(common.ResourcesPaths, "resourcesPaths", baseFolder),
            paths.File(common.ConfigFilePath, "configFilePath", baseFolder),
            paths.Folder(common.RuntimePath, "runtimePath", baseFolder));
    }
}
