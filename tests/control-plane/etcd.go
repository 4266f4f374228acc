package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3client"
)

const etcdStartLimit = time.Minute

// etcd is an etcd inside this process, with an empty data folder.
type etcd struct {
	server *embed.Etcd
	client *clientv3.Client
}

func startEtcd(ctx context.Context, directory string) (*etcd, error) {
	data := filepath.Join(directory, "etcd")
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	log := filepath.Join(directory, "etcd.log")
	// etcd would make the file readable to everyone.
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		return nil, err
	}
	server, err := embed.StartEtcd(etcdConfig(data, log))
	if err != nil {
		return nil, fmt.Errorf("etcd did not start: %w", err)
	}
	select {
	case <-server.Server.ReadyNotify():
		return &etcd{server, v3client.New(server.Server)}, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(etcdStartLimit):
		err = fmt.Errorf("etcd was not ready after %s", etcdStartLimit)
	}
	server.Close()
	return nil, err
}

func etcdConfig(data, log string) *embed.Config {
	// Port 0: the kernel picks a free one, and endpoint() says which.
	anyPort := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir = data
	config.ListenClientUrls, config.AdvertiseClientUrls = anyPort, anyPort
	config.ListenPeerUrls, config.AdvertisePeerUrls = anyPort, anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.LogOutputs = []string{log}
	config.LogLevel = "warn"
	// Nothing here has to survive a power cut, and fsync is most of the cost.
	config.UnsafeNoFsync = true
	return config
}

// endpoint is the URL at which the apiserver reaches this etcd.
func (e *etcd) endpoint() string {
	return "http://" + e.server.Clients[0].Addr().String()
}

// revision is the revision of the last write.
func (e *etcd) revision(ctx context.Context) (int64, error) {
	answer, err := e.client.Get(ctx, "any key: the header has the revision")
	if err != nil {
		return 0, err
	}
	return answer.Header.Revision, nil
}

// compact forgets everything before the current revision, which it returns.
func (e *etcd) compact(ctx context.Context) (int64, error) {
	revision, err := e.revision(ctx)
	if err != nil {
		return 0, err
	}
	_, err = e.client.Compact(ctx, revision, clientv3.WithCompactPhysical())
	if errors.Is(err, rpctypes.ErrCompacted) {
		// Nothing was written since the last compaction.
		err = nil
	}
	return revision, err
}

func (e *etcd) stop() {
	_ = e.client.Close()
	e.server.Close()
}
