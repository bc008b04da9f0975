namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Finds the run file that <c>-f</c> names: a file, or a folder with a <c>dapr.yaml</c> in it.</summary>
internal static class RunFileLocation
{
    private static readonly string[] Names = ["dapr.yaml", "dapr.yml"];

    public static string? Find(string fileOrFolder, out string error)
    {
        error = "";
        if (File.Exists(fileOrFolder))
            return fileOrFolder;
        if (!Directory.Exists(fileOrFolder))
        {
            error = $"there is no run file {fileOrFolder}";
            return null;
        }

        var found = Names.Select(name => Path.Combine(fileOrFolder, name)).FirstOrDefault(File.Exists);
        if (found is null)
            error = $"there is no dapr.yaml in {fileOrFolder}";
        return found;
    }
}
