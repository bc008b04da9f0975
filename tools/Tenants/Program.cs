using System.CommandLine;
using DemoApp.Tenants;
using DemoApp.YamlFiles;

// The deploy targets ask it what tenants.yaml says; the collector's chart reads the same file by itself.
var command = TenantCommands.Create(Console.Out, Console.Error);
try
{
    return await command.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is TenantListException or YamlFileException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
