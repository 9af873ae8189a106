"""S3: objects as they were at a moment, or those that were deleted, below a new prefix of the same bucket."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.backup.points import Point
from ops.backup.store import RestoreError, State, Wish
from ops.context import Context

_LARGEST_COPY = 5 * 1024**3
_PART = 512 * 1024**2
_FROZEN = ("GLACIER", "DEEP_ARCHIVE")


@dataclass(frozen=True)
class Version:
    """An object's content, or that it was deleted."""

    key: str
    id: str
    when: datetime
    size: int = 0
    storage: str = "STANDARD"
    deleted: bool = False


def as_of(versions: Iterable[Version], at: datetime | None) -> list[Version]:
    """What there was at a moment; without one, the last content of each object that is deleted now."""
    by_key: dict[str, list[Version]] = {}
    for version in versions:
        by_key.setdefault(version.key, []).append(version)
    found = []
    for _, history in sorted(by_key.items()):
        history.sort(key=lambda version: version.when)
        if at is None:
            contents = [version for version in history if not version.deleted]
            if history[-1].deleted and contents:
                found.append(contents[-1])
        else:
            before = [version for version in history if version.when <= at]
            if before and not before[-1].deleted:
                found.append(before[-1])
    return found


@dataclass(frozen=True)
class BucketStore:
    """A versioned bucket of the lakehouse. Its versions are never deleted by hand, so a copy is the only way back."""

    context: Context
    purpose: str
    """Such as `bronze`."""

    @property
    def name(self) -> str:
        """With its kind."""
        return f"bucket:{self.purpose}"

    @property
    def pause(self) -> timedelta:
        """Every change is a version."""
        return timedelta(0)

    def regions(self) -> list[str]:
        """All that have it."""
        return [name for name, region in self.context.outputs.regions.items() if self.purpose in region.buckets]

    def points(self, region: str) -> list[Point]:
        """Any moment since the oldest version that lifecycle rules leave."""
        bucket = self._bucket(region)
        status = self.context.gateway.read(region, "s3", "get_bucket_versioning", Bucket=bucket).get("Status")
        if status != "Enabled":
            return []
        now = self.context.now()
        since = now - timedelta(days=self.context.settings.lakehouse.noncurrent_days)
        return [Point(self.name, region, f"{bucket}@", now, "continuous", since=since)]

    def new_name(self, moment: datetime) -> str:
        """A prefix."""
        return f"restored-{moment:%Y-%m-%dT%H-%M}"

    def start(self, wish: Wish) -> str:
        """Copies inside S3; the old keys follow the new prefix."""
        wanted = self._wanted(wish)
        if not wanted:
            what = f"at {wish.at:%Y-%m-%d %H:%M:%S}Z" if wish.at else "that is deleted"
            raise RestoreError(f"{self._bucket(wish.region)} has nothing below {wish.part!r} {what}")
        if frozen := [version for version in wanted if version.storage in _FROZEN]:
            shown = ", ".join(version.key for version in frozen[:3])
            raise RestoreError(
                f"{len(frozen)} objects are archived ({shown}, …): thaw them first with `aws s3api restore-object`, or leave them out"
            )
        for version in wanted:
            self._copy(wish, version)
        return wish.name

    def state(self, wish: Wish, handle: str) -> State:
        """Copies are made when `start` returns."""
        return State("ready", f"{len(self._wanted(wish))} objects", handle)

    def answers(self, wish: Wish, made: str) -> str:
        """As many objects and bytes as were wanted."""
        wanted = self._wanted(wish)
        there = self.context.all(wish.region, "s3", "list_objects_v2", "Contents", Bucket=self._bucket(wish.region), Prefix=f"{made}/")
        found, expected = {one["Key"]: one["Size"] for one in there}, {f"{made}/{one.key}": one.size for one in wanted}
        if missing := [key for key, size in expected.items() if found.get(key) != size]:
            raise RestoreError(f"{len(missing)} of {len(expected)} objects are not there or not whole, such as {missing[0]}")
        return f"has {len(expected)} objects of {sum(expected.values()):,} bytes"

    def advice(self, wish: Wish, made: str) -> list[str]:
        """Copying back makes a new version, so nothing is lost by it."""
        bucket = self._bucket(wish.region)
        return [
            f"Look at them: aws s3 ls --region {wish.region} --recursive s3://{bucket}/{made}/",
            f"Put them in place: aws s3 cp --region {wish.region} --recursive s3://{bucket}/{made}/{wish.part} s3://{bucket}/{wish.part}",
            "Files of an Iceberg table belong to its snapshots: roll the table back instead (CALL system.rollback_to_snapshot).",
            f"Then: aws s3 rm --region {wish.region} --recursive s3://{bucket}/{made}/",
        ]

    def remove(self, wish: Wish, made: str) -> None:
        """Marks the copies as deleted."""
        bucket = self._bucket(wish.region)
        there = self.context.all(wish.region, "s3", "list_objects_v2", "Contents", Bucket=bucket, Prefix=f"{made}/")
        for begin in range(0, len(there), 1000):
            objects = [{"Key": one["Key"]} for one in there[begin : begin + 1000]]
            self.context.gateway.change(wish.region, "s3", "delete_objects", Bucket=bucket, Delete={"Objects": objects, "Quiet": True})

    def _bucket(self, region: str) -> str:
        return self.context.outputs.regions[region].buckets[self.purpose]

    def _wanted(self, wish: Wish) -> list[Version]:
        bucket, versions = self._bucket(wish.region), []
        pages = self.context.gateway.pages(wish.region, "s3", "list_object_versions", Bucket=bucket, Prefix=wish.part)
        for page in pages:
            versions += list(_versions(page))
        return as_of((one for one in versions if not one.key.startswith(f"{wish.name}/")), wish.at)

    def _copy(self, wish: Wish, version: Version) -> None:
        """S3 copies up to 5 GiB at once, more in parts."""
        region, bucket, key = wish.region, self._bucket(wish.region), f"{wish.name}/{version.key}"
        source = {"Bucket": bucket, "Key": version.key, "VersionId": version.id}
        change = self.context.gateway.change
        if version.size <= _LARGEST_COPY:
            change(region, "s3", "copy_object", Bucket=bucket, Key=key, CopySource=source)
            return
        upload = change(region, "s3", "create_multipart_upload", Bucket=bucket, Key=key).get("UploadId", "")
        parts = []
        for number, begin in enumerate(range(0, version.size, _PART), 1):
            span = f"bytes={begin}-{min(begin + _PART, version.size) - 1}"
            target = {"Bucket": bucket, "Key": key, "UploadId": upload, "PartNumber": number}
            copied = change(region, "s3", "upload_part_copy", CopySource=source, CopySourceRange=span, **target)
            parts.append({"PartNumber": number, "ETag": copied.get("CopyPartResult", {}).get("ETag", "")})
        whole = {"Bucket": bucket, "Key": key, "UploadId": upload}
        change(region, "s3", "complete_multipart_upload", MultipartUpload={"Parts": parts}, **whole)


def _versions(page: Mapping[str, Any]) -> Iterator[Version]:
    for one in page.get("Versions", []):
        yield Version(one["Key"], one["VersionId"], one["LastModified"], one["Size"], one.get("StorageClass", "STANDARD"))
    for one in page.get("DeleteMarkers", []):
        yield Version(one["Key"], one["VersionId"], one["LastModified"], deleted=True)
