// What an operator may set about deciding, with the units and defaults of src/Healing/Settings/Policy.cs; a test compares names and defaults.

@export()
@description('How far the product may go by itself.')
type autonomyType = 'Observe' | 'Suggest' | 'Approve' | 'Automatic'

@export()
@description('Every policy setting. What is left out has the default of the product. Durations are [d.]hh:mm:ss.')
type policyType = {
  @description('Hosts of one pool that may be under repair at once. Default 2.')
  MaxActing: int?
  @description('The same as a share of the pool in percent. Default 20.')
  MaxActingPercent: int?
  @description('A host is left alone after it started. Default 20 minutes.')
  Settle: string?
  @description('Evidence older than this is collected again before a step. Default 5 minutes.')
  Freshness: string?
  @description('A statistical signal must last this long. Default 10 minutes.')
  Persist: string?
  @description('An open case that waits ends as Escalated after this. Default 24 hours.')
  Deadline: string?
  @description('How long a drained session host may wait for its sessions to end. Default 4 hours.')
  DrainPatience: string?
  @description('After a case was handed to a person the same signals open no new one for this long. Default 4 hours.')
  Cooldown: string?
  @description('A failure that is back within this after it was healed is the same one. Default 1 hour.')
  RelapseWithin: string?
  @description('So many repairs of one failure that did not help in one pool within a day end its repair there. Default 3.')
  SuspendAfter: int?
  @description('So many hosts of a pool with one failure within an hour have one cause. Default 5.')
  StormHosts: int?
  @description('How long an approval stands. Default 4 hours.')
  ApprovalLasts: string?
  @description('How long a write of ours that was removed by others is not made again. Default 30 days.')
  Remember: string?
  @description('A certificate that ends within this is bound at any time. Default 6 hours.')
  Urgent: string?
  @description('A certificate is renewed when it expires within this. Default 30 days.')
  RenewBefore: string?
  @description('Put right what fixes of others left behind (low security layer, firewall profiles that are off). Default false.')
  MendResidue: bool?
  @description('Register AVD hosts anew that lost their registration; needs the opt-in role registration. Default false.')
  RegisterHosts: bool?
  @description('Whoever asked for a case by hand may not approve its plan. Default false.')
  FourEyes: bool?
  @description('How far clocks of token issuers may differ. Default 1 minute.')
  AuthenticationSkew: string?
  @description('How long each step of a look from outside may take. Default 3 seconds.')
  ProbeTimeout: string?
  @description('Also read names and clock from the NTLM challenge. Default false.')
  ProbeChallenge: bool?
  @description('How old the inventory may be before it is read again. Default 2 minutes.')
  InventoryAge: string?
  @description('Act also in resource groups that hold protected or unenrolled machines. Default false: the repair role is SYSTEM on all of them.')
  AllowMixedGroups: bool?
  @description('Autonomy by failure id, such as { "cert-expiring": "Approve" }; counts when it is lower.')
  AutonomyByFailure: object?
  @description('Autonomy by pool; counts when it is lower.')
  AutonomyByPool: object?
  @description('How often a step may be made in one pool, by its name: { "restart-termservice": { "most": 10, "per": "01:00:00" } }.')
  Quotas: object?
  @description('The quota of a step that is not named: { "most": 30, "per": "01:00:00" }.')
  DefaultQuota: object?
  @description('Maintenance windows: [{ "day": "Sunday", "from": "02:00", "lasts": "04:00:00", "timeZone": "Europe/Berlin" }].')
  Windows: array?
  @description('Security rules of the desired state; the listing is the approval to put exactly them back.')
  Rules: array?
  @description('Load balancer pools for RDP and their members.')
  Backends: array?
  @description('Inbound NAT rules of load balancers that lead to the RDP port of one host.')
  NatRules: array?
  @description('The address from which the app reaches hosts; IP flow verify is asked for it. Default: the first listed source before a host.')
  ProbeAddress: string?
}

@export()
@description('App settings of a policy: words and numbers as they are, the rest as JSON. Two have a longer name in the app.')
func policySettings(policy policyType) object => toObject(items(policy), one => 'RdpMedic__${one.key == 'FourEyes' ? 'Approvals__FourEyes' : (one.key == 'AuthenticationSkew' ? 'Authentication__Skew' : one.key)}', one => contains(['AutonomyByFailure', 'AutonomyByPool', 'Quotas', 'DefaultQuota', 'Windows', 'Rules', 'Backends', 'NatRules'], one.key) ? string(one.value) : '${one.value}')
