namespace DemoApp.TestSupport;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder with DemoApp.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The executable of a project: the one that the environment variable names, else the one built beside the tests.</summary>
    public static string Executable(string variable, string projectFolder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            // A relative name is one from the repository's root, wherever the test host happens to run.
            var path = Path.GetFullPath(named, Root);
            return File.Exists(path) ? path : throw new FileNotFoundException($"{variable} names {path}, which does not exist.");
        }

        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(Root, projectFolder, "bin", output.Parent!.Name, output.Name, Path.GetFileName(projectFolder));
        return File.Exists(built) ? built : throw new FileNotFoundException($"{built} does not exist: build DemoApp.sln first.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DemoApp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has DemoApp.sln.");
    }
}
