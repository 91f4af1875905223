Console.Error.WriteLine("RdpMedic.Functions has no functions yet.");
return 2;
