using System.CommandLine;
using DemoApp.Tenants;

// The deploy targets ask it what tenants.yaml says; the collector's chart reads the same file by itself.
var command = TenantCommands.Create(Console.Out);
try
{
    return await command.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (TenantListException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
