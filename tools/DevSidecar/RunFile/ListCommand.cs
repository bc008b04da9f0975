using System.CommandLine;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommand <c>list</c>: what runs on this machine for this user.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON instead of a table" };
        var output = new Option<string>("--output", "-o") { Description = "The format", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var command = new Command("list", "List the apps that run") { json, output };
        command.SetAction(parsed => List(parsed.GetValue(json) || parsed.GetValue(output) == "json"));
        return command;
    }

    private static int List(bool asJson)
    {
        ListedApp[] apps = [.. RunStateFolder.LoadLiving().SelectMany(run => run.Apps.Select(app => ListedApp.Of(run, app)))];
        if (asJson)
            Console.WriteLine(ListedApp.ToJson(apps));
        else if (apps.Length == 0)
            Console.WriteLine("nothing runs");
        else
            TextTable.Write(Console.Out, ListedApp.Headings, apps.Select(app => app.Cells));
        return 0;
    }
}
