import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
import datetime
import pytest
from django.conf import settings as s
from plans.states import *
from plans.exports.keep import keep_announced_files
from plans.actions import *
from plans import setting_up
from plans.importing import read_rows, apply_rows
from tests.factories.bodies import body
from tests.plans.desk import *
from tests.plans.test_offers import offer_to
from playwright.sync_api import sync_playwright

@pytest.fixture(autouse=True)
def world(settings):
    settings.FIXED_TODAY = datetime.date(2026,12,1)
    settings.LOCALE_PATHS=["/tmp/k/desk/locale"]
    settings.CONTENT_SECURITY_POLICY = settings.CONTENT_SECURITY_POLICY if hasattr(settings,"CONTENT_SECURITY_POLICY") else None

@pytest.mark.django_db(transaction=True)
def test_look(live_server, settings):
    from django.utils.translation import trans_real
    trans_real._translations.clear()
    of = body(name="องค์การบริหารส่วนตำบลโคกก่อง", edition="2571")
    from portal.people.models import Membership
    Membership.objects.create(user=of.planner, organisation=of.organisation, role="checker")
    setting_up.save_groups(of.planner, of.plan, [setting_up.GroupLine((1,),"เศรษฐกิจชุมชน อาชีพ และรายได้ที่มั่นคงของครัวเรือน",of.group.pk), setting_up.GroupLine((2,),"คุณภาพชีวิต สวัสดิการ และการเรียนรู้ตลอดชีวิต")])
    e1=checked(of,"โครงการส่งเสริมอาชีพเพาะเห็ดในโรงเรือนขนาดเล็ก ตำบลโคกก่อง",{2571:60000,2572:80000})
    e2=checked(of,"โครงการปลูกผักปลอดภัยเพื่ออาหารกลางวัน",{2571:100000})
    e3=checked(of,"โครงการเลี้ยงกบในบ่อซีเมนต์",{2573:45000})
    resolve(of,Stage.COMMITTEE,e3,outcome=Outcome.DEFERRED,note="ขอข้อมูลแหล่งน้ำเพิ่มก่อนพิจารณา")
    e4=submitted(of,"โครงการอบรมการแปรรูปเห็ด",{2571:30000})
    e5=submitted(of,"โครงการตลาดชุมชน",{2572:20000}); Return(of.checker,e5,"ยังไม่ระบุหมู่ที่ และวงเงินไม่ตรงกับรายละเอียดค่าใช้จ่าย").execute()
    draft(of,"โครงการธนาคารพันธุ์ข้าว")
    offer_to(of,message="เหมาะกับกลุ่มแม่บ้าน หมู่ที่ 2 ที่เคยเพาะเห็ดอยู่แล้ว")
    other = body(code="two", name="องค์การบริหารส่วนตำบลสอง"); 
    a=announced(other,"โครงการเพาะเห็ด"); keep_announced_files(other.book.pk)
    Membership.objects.create(user=of.planner, organisation=other.organisation, role="planner")
    b=of.book.pk; p=of.plan.pk
    pages={"home":"/workspace/","plans":"/workspace/plans/","plan_new":"/workspace/plans/new/","plan":f"/workspace/plans/{p}/","setup":f"/workspace/plans/{p}/setup/",
     **{f"setup_{k}":f"/workspace/plans/{p}/setup/{k}/" for k in ("groups","departments","villages","headings","columns","projects")},
     "book_new":f"/workspace/plans/{p}/books/new/","book":f"/workspace/books/{b}/","book_settings":f"/workspace/books/{b}/settings/","meeting":f"/workspace/books/{b}/meetings/new/","announce":f"/workspace/books/{b}/announce/","announced":f"/workspace/books/{other.book.pk}/announce/","texts":f"/workspace/books/{other.book.pk}/texts/"}
    from django.test import Client
    c=signed_in(of.planner); sid=c.cookies["sessionid"].value
    from axe_playwright_python.sync_playwright import Axe
    log=[]
    with sync_playwright() as pw:
        br=pw.chromium.launch(executable_path='/usr/bin/chromium',args=['--no-sandbox'])
        for name,w,h in (("phone",360,740),("desk",1280,860)):
            cx=br.new_context(viewport={"width":w,"height":h}); cx.add_cookies([{"name":"sessionid","value":sid,"url":live_server.url}])
            page=cx.new_page(); page.on("console",lambda m: log.append(m.type+m.text)); page.on("requestfailed",lambda r: log.append("fail "+r.url))
            for k,u in pages.items():
                r=page.goto(live_server.url+u)
                over=page.evaluate("document.documentElement.scrollWidth-innerWidth")
                print(name,k,r.status,"overflow",over)
                if k=="setup_projects":
                    page.fill("#id_pasted","ลำดับที่\tชื่อโครงการ\tหน้า\tหมู่\tปี\n3\tโครงการส่งเสริมอาชีพเพาะเห็ด\t41\t๘\t๒๕๗๑\n4\tโครงการถนน\t42\t-\t2571-2575\n5\tโครงการ\t43\t1\t2028")
                    page.click("button[value=check]")
                page.screenshot(path=f"/tmp/k/desk/{name}_{k}.png",full_page=True)
                if name=="desk":
                    v=Axe().run(page).response["violations"]
                    for x in v: print("AXE",k,x["id"],x["nodes"][0]["html"][:200])
        br.close()
    print(set(log))
