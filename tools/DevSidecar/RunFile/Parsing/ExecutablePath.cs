namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Finds the file that a command's first word starts, as the shell would.</summary>
internal static class ExecutablePath
{
    public static string? Find(string word, string workingFolder)
    {
        if (word.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(Path.Combine(workingFolder, word));
            return IsExecutable(path) ? path : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.GetFullPath(Path.Combine(folder, word))).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
