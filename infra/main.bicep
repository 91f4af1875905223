// RdpMedic: everything that `azd up` creates. Read app/target.bicep for what it may do on your hosts, and docs/operations.md for what it costs and how to stop it.
targetScope = 'subscription'

import { policyType, autonomyType } from 'app/settings.bicep'

@minLength(1)
@maxLength(40)
@description('Name of the environment; part of every name that is created.')
param environmentName string

@minLength(1)
@metadata({ azd: { type: 'location' } })
@description('Region of the app. Flex Consumption must be offered there.')
param location string

@description('Resource groups that hold the hosts. The product may act in these, and nowhere else.')
param targets targetType[]

@description('Observe changes nothing anywhere, whatever else is set. Recommended for the first 30 days.')
param observe bool = true

@description('How far the product may go by itself once observe is false.')
param autonomy autonomyType = 'Automatic'

@description('Run the read-only collector in guests while observing. It is a Run Command, which writes an extension and may raise an alert of Defender.')
param collectInGuest bool = false

@description('Log Analytics workspaces that the hosts send to, by resource id, in any resource group of this tenant. None: a new one is created, and the hosts have to be joined to the data collection rule.')
param hostWorkspaces string[] = []

@description('Vaults with RDP certificates: the first is used. None: certificates are not looked at, unless createVault is set.')
param certificateVaultId string = ''

@description('Create a vault for the RDP certificates. Purge protection cannot be undone.')
param createVault bool = false

@description('Roles that are refused by default: registration (AVD registration tokens). Read docs/security.md before.')
param optIn ('registration')[] = []

@description('Collect failed and successful logons. Volume: see docs/operations.md.')
param logonEvents bool = false

@description('Client id of the app registration whose tokens the HTTP routes take, with the roles Reader, Operator, Approver and Administrator. Empty: HTTP is closed.')
param authClientId string = ''

@description('E-mail addresses that are told when the healer itself is not well.')
param notify string[] = []

@description('Subscriptions of the topic case-events, such as one for tickets and one for the SIEM. Every subscription gets every event until it is given a filter.')
param eventSubscriptions string[] = []

@description('Private endpoints for storage, queues and vault, and the app in a virtual network of its own. Service Bus becomes Premium.')
param privateNetworking bool = false

@description('Address space of that network, at least a /25.')
param addressPrefix string = '10.90.0.0/24'

@minValue(40)
@maxValue(1000)
@description('Most instances of each function; not a throttle of repairs, which the gates are.')
param maximumInstanceCount int = 40

@description('Policy: caps, times, windows, listed rules and pools. Names, units and defaults stand in app/settings.bicep.')
param policy policyType = {}

@description('When the timers run, in NCRONTAB with seconds, UTC.')
param schedules object = {
  DetectSchedule: '0 */2 * * * *'
  ProbeSchedule: '30 */3 * * * *'
  CertificatesSchedule: '0 */10 * * * *'
  ResumeSchedule: '15 * * * * *'
}

@description('Tags that enrol hosts and say what they are.')
param tagNames object = {
  RdpMedic__EnrolTag: 'rdpmedic'
  RdpMedic__RoleTag: 'rdpmedic-role'
  RdpMedic__HoldTag: 'rdpmedic-hold'
  RdpMedic__CertificateTag: 'rdpmedic-certificate'
}

@description('A resource group of hosts.')
type targetType = {
  subscriptionId: string
  resourceGroup: string

  @description('False: only looked at, never repaired. Default true.')
  repair: bool?
}

var tags = { 'azd-env-name': environmentName }
var suffix = take(uniqueString(subscription().id, environmentName, location), 8)
var name = '${take(toLower(environmentName), 20)}-${suffix}'
var subscriptions = union(map(targets, target => target.subscriptionId), [])

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-rdpmedic-${environmentName}'
  location: location
  tags: tags
}

module identities 'app/identities.bicep' = {
  name: 'identities'
  scope: group
  params: { location: location, tags: tags, name: name }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'strdpmedic${suffix}'
    keeperPrincipalId: identities.outputs.keeper.principalId
    privateNetworking: privateNetworking
  }
}

module bus 'app/bus.bicep' = {
  name: 'bus'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'sb-${name}'
    keeperPrincipalId: identities.outputs.keeper.principalId
    privateNetworking: privateNetworking
    eventSubscriptions: eventSubscriptions
  }
}

module vault 'app/vault.bicep' = if (createVault) {
  name: 'vault'
  scope: group
  params: { location: location, tags: tags, name: 'kv-rdpmedic-${suffix}', privateNetworking: privateNetworking }
}

var vaultId = createVault ? vault!.outputs.id : certificateVaultId
// The name and group of an existing vault are known at the start; those of ours are as well.
var vaultName = createVault ? 'kv-rdpmedic-${suffix}' : last(split(certificateVaultId, '/'))

module vaultAccess 'app/vault-access.bicep' = if (createVault || !empty(certificateVaultId)) {
  name: 'vault-access'
  scope: resourceGroup(createVault ? subscription().subscriptionId : split(certificateVaultId, '/')[2], createVault ? 'rg-rdpmedic-${environmentName}' : split(certificateVaultId, '/')[4])
  params: {
    vaultName: vaultName
    suffix: suffix
    readerPrincipalId: identities.outputs.reader.principalId
    actorPrincipalId: identities.outputs.actor.principalId
  }
  dependsOn: [vault]
}

module watch 'app/watch.bicep' = {
  name: 'watch'
  scope: group
  params: {
    location: location
    tags: tags
    name: name
    appName: 'func-${name}'
    ownWorkspace: empty(hostWorkspaces)
    existingWorkspaceId: empty(hostWorkspaces) ? '' : hostWorkspaces[0]
    keeperPrincipalId: identities.outputs.keeper.principalId
    serviceBusId: bus.outputs.id
    notify: notify
  }
}

module ownWorkspaceAccess 'app/workspace-access.bicep' = if (empty(hostWorkspaces)) {
  name: 'workspace-access'
  scope: group
  params: {
    workspaceName: watch.outputs.workspaceName
    suffix: suffix
    readerPrincipalId: identities.outputs.reader.principalId
  }
}

module workspaceAccess 'app/workspace-access.bicep' = [for (workspace, i) in hostWorkspaces: {
  name: 'workspace-access-${i}'
  scope: resourceGroup(split(workspace, '/')[2], split(workspace, '/')[4])
  params: {
    workspaceName: last(split(workspace, '/'))
    suffix: suffix
    readerPrincipalId: identities.outputs.reader.principalId
  }
}]

// The ids by which logs are asked, of workspaces that exist already.
resource given 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = [for workspace in hostWorkspaces: {
  name: last(split(workspace, '/'))
  scope: resourceGroup(split(workspace, '/')[2], split(workspace, '/')[4])
}]

module collect 'app/collect.bicep' = {
  name: 'collect'
  scope: group
  params: {
    location: location
    tags: tags
    name: name
    workspaceId: watch.outputs.workspaceId
    logonEvents: logonEvents
  }
}

module network 'app/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    location: location
    tags: tags
    name: name
    addressPrefix: addressPrefix
    endpoints: concat(
      [
        { name: 'blob', resourceId: storage.outputs.id, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
        { name: 'table', resourceId: storage.outputs.id, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
        { name: 'queue', resourceId: storage.outputs.id, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
        { name: 'bus', resourceId: bus.outputs.id, group: 'namespace', zone: 'privatelink.servicebus.windows.net' }
      ],
      empty(vaultId) ? [] : [{ name: 'vault', resourceId: vaultId, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }]
    )
  }
}

module targetRoles 'app/target.bicep' = [for (target, i) in targets: {
  name: 'rdpmedic-${suffix}-target-${i}'
  scope: resourceGroup(target.subscriptionId, target.resourceGroup)
  params: {
    suffix: suffix
    readerPrincipalId: identities.outputs.reader.principalId
    inspectorPrincipalId: identities.outputs.inspector.principalId
    actorPrincipalId: identities.outputs.actor.principalId
    // While observing nobody gets the right to change anything, whatever a setting may say later.
    inspect: !observe || collectInGuest
    repair: !observe && (target.?repair ?? true)
    optIn: optIn
  }
}]

module functions 'app/functions.bicep' = {
  name: 'functions'
  scope: group
  params: {
    location: location
    tags: tags
    name: name
    keeper: identities.outputs.keeper
    reader: identities.outputs.reader
    inspector: identities.outputs.inspector
    actor: identities.outputs.actor
    storageName: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    tableEndpoint: storage.outputs.tableEndpoint
    serviceBusHost: bus.outputs.host
    casesQueue: bus.outputs.casesQueue
    certificatesQueue: bus.outputs.certificatesQueue
    insightsConnectionString: watch.outputs.insightsConnectionString
    vaultUri: empty(vaultId) ? '' : 'https://${vaultName}${environment().suffixes.keyvaultDns}/'
    subscriptions: subscriptions
    workspaces: empty(hostWorkspaces) ? [ownWorkspaceAccess!.outputs.customerId] : map(given, workspace => workspace.properties.customerId)
    autonomy: observe ? 'Observe' : autonomy
    collectInGuest: collectInGuest
    policy: policy
    schedules: schedules
    tagNames: tagNames
    authClientId: authClientId
    appSubnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    maximumInstanceCount: maximumInstanceCount
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output RDPMEDIC_APP_NAME string = functions.outputs.name
output RDPMEDIC_APP_URL string = functions.outputs.url
output RDPMEDIC_DATA_COLLECTION_RULE string = collect.outputs.id
