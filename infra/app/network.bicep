// Optional: the app reaches its own storage, queues and vault over private endpoints, and hosts over the virtual network. ARM, Log Analytics and Entra stay public endpoints.
param location string
param tags object
param name string
param addressPrefix string

@description('What gets a private endpoint: the resource, the sub-resource, and the private DNS zone of the cloud.')
param endpoints endpointType[]

@export()
type endpointType = {
  name: string
  resourceId: string
  group: 'blob' | 'table' | 'queue' | 'namespace' | 'vault'
  zone: string
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          // Flex Consumption delegates to the environment, not to server farms.
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in union(map(endpoints, one => one.zone), []): {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in union(map(endpoints, one => one.zone), []): {
  parent: zones[i]
  name: 'link-${name}'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [for one in endpoints: {
  name: 'pe-${name}-${one.name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network.properties.subnets[1].id }
    privateLinkServiceConnections: [
      { name: one.name, properties: { privateLinkServiceId: one.resourceId, groupIds: [one.group] } }
    ]
  }
}]

resource dns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [for (one, i) in endpoints: {
  parent: privateEndpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: one.group, properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', one.zone) } }
    ]
  }
  dependsOn: [zones]
}]

output appSubnetId string = network.properties.subnets[0].id
