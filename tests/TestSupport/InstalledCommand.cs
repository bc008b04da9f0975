namespace DemoApp.TestSupport;

/// <summary>Commands that a machine may have or not.</summary>
public static class InstalledCommand
{
    /// <summary>The command's file: the one that the environment variable names, else the first on the PATH, else null.</summary>
    public static string? Find(string name, string? variable = null) =>
        variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? Path.GetFullPath(named, Repository.Root)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
