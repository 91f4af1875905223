// The app: Flex Consumption, .NET 10 isolated. Timers find what is wrong, queues mend it, HTTP asks and approves.
import { policyType, autonomyType, policySettings } from 'settings.bicep'

param location string
param tags object
param name string
param keeper object
param reader object
param inspector object
param actor object
param storageName string
param packageContainer string
param tableEndpoint string
param serviceBusHost string
param casesQueue string
param certificatesQueue string
param insightsConnectionString string
param vaultUri string
param subscriptions string[]
param workspaces string[]
param autonomy autonomyType
param collectInGuest bool
param policy policyType
param schedules object
param tagNames object
param authClientId string
param appSubnetId string
param maximumInstanceCount int

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-${name}'
  location: location
  // azd finds the site by this tag.
  tags: union(tags, { 'azd-service-name': 'healer' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${keeper.id}': {}
      '${reader.id}': {}
      '${inspector.id}': {}
      '${actor.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(appSubnetId) ? null : appSubnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: keeper.id }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: maximumInstanceCount }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__accountName: storageName
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: keeper.clientId
        AzureWebJobsDisableHomepage: 'true'
        ServiceBusConnection__fullyQualifiedNamespace: serviceBusHost
        ServiceBusConnection__credential: 'managedidentity'
        ServiceBusConnection__clientId: keeper.clientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${keeper.clientId};Authorization=AAD'
        CasesQueue: casesQueue
        CertificatesQueue: certificatesQueue
        RdpMedic__KeeperClientId: keeper.clientId
        RdpMedic__ReaderClientId: reader.clientId
        RdpMedic__InspectorClientId: inspector.clientId
        RdpMedic__ActorClientId: actor.clientId
        RdpMedic__OwnIdentity: actor.principalId
        RdpMedic__Subscriptions: join(subscriptions, ',')
        RdpMedic__Workspaces: join(workspaces, ',')
        RdpMedic__ServiceBus: serviceBusHost
        RdpMedic__TableEndpoint: tableEndpoint
        RdpMedic__Autonomy: autonomy
        RdpMedic__CollectInGuest: string(collectInGuest)
      },
      // Without a registration nobody is let in over HTTP: it is closed, not open.
      empty(authClientId) ? {} : {
        RdpMedic__Authentication__Authority: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        RdpMedic__Authentication__Audience: authClientId
      },
      empty(vaultUri) ? {} : { RdpMedic__Vault: vaultUri },
      schedules,
      tagNames,
      policySettings(policy)
    )
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
