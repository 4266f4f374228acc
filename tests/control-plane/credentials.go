package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
)

const (
	adminUser  = "admin"
	adminGroup = "system:masters"
)

// credentials is everything with which a client and this server prove
// themselves to each other, good and bad.
type credentials struct {
	authority      *authority
	otherAuthority *authority

	server        identity
	expiredServer identity
	admin         identity
	expiredAdmin  identity

	adminToken     string
	powerlessToken string
	unknownToken   string
}

func newCredentials() (*credentials, error) {
	c := &credentials{
		adminToken:     rand.Text(),
		powerlessToken: rand.Text(),
		unknownToken:   rand.Text(),
	}
	var err error
	if c.authority, err = newAuthority("control-plane"); err != nil {
		return nil, err
	}
	if c.otherAuthority, err = newAuthority("not the control-plane"); err != nil {
		return nil, err
	}
	if c.server, err = c.authority.server(validNow()); err != nil {
		return nil, err
	}
	if c.expiredServer, err = c.authority.server(expiredYesterday()); err != nil {
		return nil, err
	}
	if c.admin, err = c.authority.client(adminUser, adminGroup, validNow()); err != nil {
		return nil, err
	}
	c.expiredAdmin, err = c.authority.client(adminUser, adminGroup, expiredYesterday())
	return c, err
}

// credentialFiles are the paths the apiserver is started with.
type credentialFiles struct {
	authority, certificate, key, tokens, serviceAccountKey string
}

// write puts what the apiserver needs into a folder.
func (c *credentials) write(directory string) (credentialFiles, error) {
	files := credentialFiles{
		authority:         filepath.Join(directory, "ca.crt"),
		certificate:       filepath.Join(directory, "server.crt"),
		key:               filepath.Join(directory, "server.key"),
		tokens:            filepath.Join(directory, "tokens.csv"),
		serviceAccountKey: filepath.Join(directory, "service-account.key"),
	}
	serviceAccounts, err := newKey()
	if err != nil {
		return files, err
	}
	serviceAccountKey, err := encodeKey(serviceAccounts)
	if err != nil {
		return files, err
	}
	for path, content := range map[string][]byte{
		files.authority:         c.authority.pem,
		files.certificate:       c.server.certificate,
		files.key:               c.server.key,
		files.tokens:            c.tokenFile(),
		files.serviceAccountKey: serviceAccountKey,
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return files, err
		}
	}
	return files, nil
}

// tokenFile has lines of token, user, uid and groups.
func (c *credentials) tokenFile() []byte {
	return fmt.Appendf(nil, "%s,%s,1,%s\n%s,powerless,2\n",
		c.adminToken, adminUser, adminGroup, c.powerlessToken)
}
