await Console.Error.WriteLineAsync("rdpmedic: this version has no commands yet. The demo against the local Azure emulator is being built; `dotnet test` shows what stands.");
return 2;
