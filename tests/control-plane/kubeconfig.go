package main

import (
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// writeKubeconfig writes one context for each way to reach the server, and for
// each way to fail at it. README.md lists them.
func writeKubeconfig(path, server, expiredServer string, c *credentials) error {
	config := api.NewConfig()
	config.Clusters = map[string]*api.Cluster{
		"control-plane":  {Server: server, CertificateAuthorityData: c.authority.pem},
		"wrong-ca":       {Server: server, CertificateAuthorityData: c.otherAuthority.pem},
		"insecure":       {Server: server, InsecureSkipTLSVerify: true},
		"expired-server": {Server: expiredServer, CertificateAuthorityData: c.authority.pem},
	}
	config.AuthInfos = map[string]*api.AuthInfo{
		"token":               {Token: c.adminToken},
		"powerless":           {Token: c.powerlessToken},
		"bad-token":           {Token: c.unknownToken},
		"certificate":         certificateUser(c.admin),
		"expired-certificate": certificateUser(c.expiredAdmin),
	}
	config.Contexts = map[string]*api.Context{
		"token":                      {Cluster: "control-plane", AuthInfo: "token"},
		"certificate":                {Cluster: "control-plane", AuthInfo: "certificate"},
		"powerless":                  {Cluster: "control-plane", AuthInfo: "powerless"},
		"bad-token":                  {Cluster: "control-plane", AuthInfo: "bad-token"},
		"expired-certificate":        {Cluster: "control-plane", AuthInfo: "expired-certificate"},
		"wrong-ca":                   {Cluster: "wrong-ca", AuthInfo: "token"},
		"insecure":                   {Cluster: "insecure", AuthInfo: "token"},
		"expired-server-certificate": {Cluster: "expired-server", AuthInfo: "token"},
	}
	config.CurrentContext = "token"
	return clientcmd.WriteToFile(*config, path)
}

func certificateUser(i identity) *api.AuthInfo {
	return &api.AuthInfo{ClientCertificateData: i.certificate, ClientKeyData: i.key}
}
